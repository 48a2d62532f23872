import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** The window's engines: WebKitGTK 2.50, WKWebView and WebView2 of the same years. */
const ENGINES = ["safari18", "chrome125"];

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ENGINES,
    cssTarget: ENGINES,
    cssCodeSplit: false,
    // The content policy allows neither inline styles nor inlined files.
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
  },
  // Component tests run in a document, so they need Svelte's browser build.
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
    // Beside the process that hands out the files and mostly waits.
    maxWorkers: 2,
    // A busy machine is slow, not wrong.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
