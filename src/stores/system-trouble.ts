/** Errors of the operating system, in words and with a remedy. */

export interface SystemTrouble {
  /** The disk itself fails or is full; otherwise the operator has to change a permission, a path or a limit. */
  readonly isDisk: boolean;
  readonly what: string;
  readonly cure: string;
}

const rights = "give it to the user that the relay runs as (chown), or name another folder with --data";
const files = "raise the limit of open files to 1024 or more (ulimit -n, LimitNOFILE= of systemd)";

/** By Node's code of the error (errno.h). Other errors are not the system's fault. */
const troubles: Readonly<Record<string, SystemTrouble>> = {
  EACCES: { isDisk: false, what: "the relay may not write there", cure: rights },
  EPERM: { isDisk: false, what: "the relay may not do that there", cure: rights },
  EROFS: {
    isDisk: false,
    what: "the file system is mounted read-only",
    cure: "mount it so that it can be written to, or name another folder with --data",
  },
  ENOTDIR: {
    isDisk: false,
    what: "a file stands where a folder is needed",
    cure: "move the file away, or name another folder with --data",
  },
  EEXIST: { isDisk: false, what: "a file stands where a folder is needed", cure: "move the file away, or name another folder with --data" },
  EISDIR: { isDisk: false, what: "a folder stands where a file is needed", cure: "move the folder away, or name another one with --data" },
  ELOOP: { isDisk: false, what: "the links of the path lead in a circle", cure: "name another folder with --data" },
  ENAMETOOLONG: { isDisk: false, what: "the path is too long", cure: "name a shorter one with --data" },
  EMFILE: { isDisk: false, what: "this process may not open more files", cure: files },
  // Node opens files to find a package; without a free descriptor it finds none.
  ERR_MODULE_NOT_FOUND: {
    isDisk: false,
    what: "a file of the relay is missing or cannot be opened",
    cure: `install avatar-relay again, or ${files}`,
  },
  ENFILE: { isDisk: false, what: "the system may not open more files", cure: "end what holds them, or raise fs.file-max" },
  ENOSPC: { isDisk: true, what: "the disk is full", cure: "make room, then start again; nothing that was accepted is lost" },
  EDQUOT: {
    isDisk: true,
    what: "the quota of this user is used up",
    cure: "raise it or make room, then start again; nothing that was accepted is lost",
  },
  EIO: {
    isDisk: true,
    what: "the disk does not do what it is asked",
    cure: "look at the system's log, mend or replace the disk, then start again",
  },
};

/** Undefined where it is no error of the operating system, or one that only a bug of ours causes. */
export function systemTroubleOf(error: unknown): SystemTrouble | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === "string" ? troubles[code] : undefined;
}

/** The same where no error is known, e.g. because the database has hidden it. */
export const unknownTrouble: SystemTrouble = { isDisk: false, what: "the relay cannot use it", cure: rights };

export const fullDisk: SystemTrouble = {
  isDisk: true,
  what: "the disk is full",
  cure: "make room, then start again; nothing that was accepted is lost",
};

export const failingDisk: SystemTrouble = {
  isDisk: true,
  what: "the disk does not do what it is asked",
  cure: "look at the system's log, mend or replace the disk, then start again",
};
