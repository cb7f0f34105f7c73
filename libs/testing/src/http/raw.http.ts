import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends bytes as they are (characters up to U+00FF) and reads until the server closes the connection. */
export async function sendRaw(
  port: number,
  bytes: string,
): Promise<{ status: number; head: string; body: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  const answer = await text(socket);
  const end = answer.indexOf('\r\n\r\n');
  return { status: Number(answer.split(' ', 2)[1]), head: answer.slice(0, end), body: answer.slice(end + 4) };
}
