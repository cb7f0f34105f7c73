/** A server-sent event (WHATWG HTML, 9.2) with JSON in it. */
interface StreamedEvent {
  type: string;
  data: unknown;
}

/** Reads server-sent events one by one. */
export class EventStream {
  private text = '';

  private constructor(
    readonly response: Response,
    private readonly reader: ReadableStreamDefaultReader<string>,
    private readonly controller: AbortController,
  ) {}

  /** @throws Error on any answer but 200 */
  static async open(url: string): Promise<EventStream> {
    const controller = new AbortController();
    const response = await fetch(url, { signal: controller.signal });
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    return new EventStream(response, reader, controller);
  }

  /** Waits for the next event; undefined when the server has ended the stream. */
  async next(): Promise<StreamedEvent | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end !== -1) {
        const fields = new Map(this.text.slice(0, end).split('\n').map(fieldOf));
        this.text = this.text.slice(end + 2);
        if (fields.has('data'))
          return { type: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data')!) };
        continue;
      }
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.text += value;
    }
  }

  leave(): void {
    this.controller.abort();
  }
}

function fieldOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ');
  return [line.slice(0, colon), line.slice(colon + 2)];
}
