/** A write that is repeated later where the database fails now. */

/** Whether it was written. `troubleOf`'s `other` is no trouble of the database but a bug of ours, and is thrown. */
export async function written(writing: Promise<unknown>, troubleOf: (error: unknown) => string): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (troubleOf(error) === "other") throw error;
    return false;
  }
}
