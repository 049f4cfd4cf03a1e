/** Reads and changes texts that all replicas share. */

export type CompareAndSet = (name: string, text: string, instead?: string) => Promise<string>;
