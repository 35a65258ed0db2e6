/** Why a file cannot be read or written, as a sentence; the system's own word where there is no other. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is no directory',
  EACCES: 'that is not allowed',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
};

export function describeFileError(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return `${(code !== undefined && WORDS[code]) || (code ?? String(error))}.`;
}
