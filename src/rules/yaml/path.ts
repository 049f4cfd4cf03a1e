/** Where something stands in a YAML file, by keys and indexes. */

/** The way to a value: keys and indexes from the top. */
export type Path = readonly PropertyKey[];
