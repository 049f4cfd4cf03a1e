/** A write that may be repeated later where the database cannot take it now. */

/** Whether it was taken. What `troubleOf` calls `other` is no trouble of the database but an error of ours, and thrown. */
export async function written(writing: Promise<unknown>, troubleOf: (error: unknown) => string): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (troubleOf(error) === "other") throw error;
    return false;
  }
}
