/** What a page and its node send each other where several nodes serve the demo. */
export interface NodeContract {
  listens: {
    kill_node(): void;
  };
  emits: {
    /** The node that serves this client from now on. */
    node(node: { number: number; pid: number; mayBeKilled: boolean }): void;
  };
}
