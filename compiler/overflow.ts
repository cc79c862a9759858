/** Whether an error says that the native stack is full: V8's, JavaScriptCore's and SpiderMonkey's words. */
export function isOverflow(error: unknown): boolean {
  return error instanceof Error && /call stack size exceeded|too much recursion/i.test(error.message);
}
