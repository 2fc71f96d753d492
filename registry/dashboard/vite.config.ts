import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const scriptBudgetBytes = 250 * 1024;

/** Fails the build when the page's script, compressed, is over its budget. */
function scriptBudget(): Plugin {
  return {
    name: "script-budget",
    generateBundle(_, bundle) {
      const bytes = Object.values(bundle)
        .map(file => (file.type === "chunk" ? gzipSync(file.code).length : 0))
        .reduce((sum, size) => sum + size, 0);
      if (bytes > scriptBudgetBytes) this.error(`The script has ${bytes} bytes in gzip; the budget is ${scriptBudgetBytes}.`);
    },
  };
}

export default defineConfig({
  build: {
    outDir: "../../artifacts/dashboard",
    emptyOutDir: true,
    target: ["chrome123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    // A script for each page, one for what all pages use, and one for the line charts.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: "uplot", test: /uplot|story\/(accuracyChart|agentCard|markPainter)|widgets\/lineChart/ }, { name: "common", test: /src\/(core|widgets|story)\/|shell\/palette/ }],
        },
      },
    },
  },
  plugins: [scriptBudget()],
  // `npm run dev` beside a running registry: the page reloads as its sources change.
  server: { proxy: { "/api": "http://127.0.0.1:5080", "/readyz": "http://127.0.0.1:5080" } },
});
