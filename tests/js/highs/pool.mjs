// Two worker threads that answer requests with both solvers.
//
// HiGHS has a limit of time and does not always keep it: on one request in some thousands it works on for ever. Such a
// thread is ended and another put in its place, and the answer says so. That our engine does not come back is an error.
import { Worker } from "node:worker_threads";

const THREADS = 2;
/** Seconds beyond a job's own after which a thread is given up: it may solve twice, and the machine may be busy. */
const PATIENCE = 30;

/** The answers to all of `jobs` (`{number, request, seconds, alone?}`), in no particular order. Where HiGHS did not come
 * back its status is `silent`, without a cost. */
export function answers(jobs) {
  const open = [...jobs].reverse();
  const all = [];
  const thread = () =>
    new Promise((done, fail) => {
      const worker = new Worker(new URL("both.mjs", import.meta.url));
      let job, ours, overdue;
      const next = () => {
        [job, ours] = [open.pop(), null];
        clearTimeout(overdue);
        if (job === undefined) return worker.terminate().then(() => done());
        overdue = setTimeout(giveUp, (2 * job.seconds + PATIENCE) * 1000);
        worker.postMessage(job);
      };
      const giveUp = async () => {
        await worker.terminate();
        if (ours === null && !job.alone) return fail(new Error(`instance ${job.number}: the engine does not come back`));
        const theirs = { status: "silent", cost: null, broken: null, milliseconds: (2 * job.seconds + PATIENCE) * 1000 };
        all.push({ number: job.number, ours, theirs, wrong: [] });
        thread().then(done, fail);
      };
      worker.on("error", fail);
      worker.on("message", (answer) => {
        if (answer.theirs === undefined) return void (ours = answer.ours);
        all.push(answer);
        next();
      });
      next();
    });
  return Promise.all(Array.from({ length: THREADS }, thread)).then(() => all);
}
