// Writes a quote as a spreadsheet beside the page; begun when somebody asks for one, and ended after it.
//
// In:  {report}   the quote's JSON face, as text
// Out: {file}     the spreadsheet, as a Uint8Array
//      {failed}   words: the module did not load, or refused
import init, { writeXlsx } from "./xlsx.js";

/** @param {MessageEvent} event */
self.onmessage = async ({ data }) => {
  try {
    await init();
    const file = writeXlsx(data.report);
    self.postMessage({ file }, [file.buffer]);
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
};
