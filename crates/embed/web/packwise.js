// Loading this file is all that a page does: `<script type="module" src=".../embed/packwise.js"></script>`.
import { define } from "./element.js";

define();

export { define, PackwiseCalculator } from "./element.js";
