/** A place in a YAML file, by keys and indexes. */

/** The path to a value: keys and indexes from the top. */
export type Path = readonly PropertyKey[];
