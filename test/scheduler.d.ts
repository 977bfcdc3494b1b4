/** What workerd has beside the browser's (https://developers.cloudflare.com/workers/runtime-apis/scheduler/). */
interface Scheduler {
  wait(ms: number): Promise<void>;
}
