// Shows any state of the window in a browser, with a pretended program behind
// it. It is no part of the production build.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: "preview",
  plugins: [svelte({ configFile: false })],
  cacheDir: "../node_modules/.vite-preview",
  server: { host: "127.0.0.1", port: 5199, strictPort: true, fs: { allow: [".."] } },
});
