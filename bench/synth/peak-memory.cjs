// Preloaded into a measured process: leaves its peak resident memory in the file that PEAK_MEMORY_FILE names.
const { writeFileSync } = require("node:fs");

process.once("exit", () => {
  if (process.env.PEAK_MEMORY_FILE) writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS));
});
