/** A logger that keeps standard output free for the result. */
const ignore = () => {};
export const quiet = {
  error: console.error,
  warn: console.error,
  info: ignore,
  debug: ignore,
  trace: ignore,
};
