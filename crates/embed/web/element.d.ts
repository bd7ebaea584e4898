export * from "./packwise.js";
