/** What is to happen, earliest first: a binary heap. */
export class EventQueue {
  private readonly heap: { at: number; run: () => void }[] = [];

  get nextAt(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  add(at: number, run: () => void): void {
    const { heap } = this;
    let child = heap.push({ at, run }) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (heap[parent]!.at <= at) break;
      heap[child] = heap[parent]!;
      child = parent;
    }
    heap[child] = { at, run };
  }

  runNext(): void {
    const { heap } = this;
    const { run } = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) this.sink(last);
    run();
  }

  private sink(event: { at: number; run: () => void }): void {
    const { heap } = this;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1;
      if (heap[child]!.at >= event.at) break;
      heap[parent] = heap[child]!;
      parent = child;
    }
    heap[parent] = event;
  }
}
