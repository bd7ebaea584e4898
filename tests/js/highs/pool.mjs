// Two worker threads that answer requests with both solvers.
import { Worker } from "node:worker_threads";

const THREADS = 2;

/** The answers to all of `jobs` (`{number, request, seconds, alone?}`), in no particular order. */
export function answers(jobs) {
  const open = [...jobs].reverse();
  const all = [];
  const one = () =>
    new Promise((done, fail) => {
      const worker = new Worker(new URL("both.mjs", import.meta.url));
      const next = () => {
        const job = open.pop();
        if (job === undefined) worker.terminate().then(() => done());
        else worker.postMessage(job);
      };
      worker.on("error", fail);
      worker.on("message", (answer) => {
        all.push(answer);
        next();
      });
      next();
    });
  return Promise.all(Array.from({ length: THREADS }, one)).then(() => all);
}
