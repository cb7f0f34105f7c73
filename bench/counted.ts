interface Answer {
  data: { count: unknown };
}

/**
 * The counts of some names added up; reading them visits each name once.
 *
 * @throws Error if an answer is not the contract's, byte for byte
 */
export async function sumOfCounts(url: string, names: readonly string[]): Promise<number> {
  let sum = 0;
  for (const name of names) {
    const answer = await fetch(`${url}/${encodeURIComponent(name)}`);
    const body = await answer.text();
    const { count } = (JSON.parse(body) as Answer).data;
    if (!answer.ok || typeof count !== 'number' || !isPrinted(body)) {
      throw new Error(`${url} answers ${name} with ${answer.status}: ${body}`);
    }
    sum += count;
  }
  return sum;
}

/** @throws Error unless every visit of a load was counted once */
export function checkCounted(counted: number, requests: number, connections: number): void {
  // wrk doesn't tell of the requests it left unanswered at its end: at most one a connection.
  if (counted < requests || counted > requests + connections) {
    throw new Error(`${counted} visits were counted, ${requests} answered`);
  }
}

function isPrinted(body: string): boolean {
  return body === JSON.stringify(JSON.parse(body), null, 4);
}
