import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` in web/ finds a running relay. */
const relay = "http://127.0.0.1:8081";

export default defineConfig({
  base: "./", // the page may stand behind a path prefix (PUBLIC_ADMIN_URL): modules find each other by their own address
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0, // the policy has no data: addresses
    modulePreload: { polyfill: false }, // the polyfill is an inline script
    license: true,
    reportCompressedSize: false,
  },
  server: { proxy: { "/api": relay, "/readyz": relay } },
});
