import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const fromRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** What the server answers itself; scripts/dev.mjs says where it listens. */
const serverPaths = ['/api', '/h', '/healthz', '/readyz', '/metrics']

const serverUrl = process.env.HALLEY_DEV_SERVER ?? 'http://127.0.0.1:4747'

/** In development too, the page of a published app is one file for every address `/a/{app}`. */
const publishedAppPage: Plugin = {
  name: 'published-app-page',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      // The service worker stands beside them as a file.
      if (/^\/a\/[^/?.]+\/?(\?|$)/.test(request.url ?? '')) request.url = '/app.html'
      next()
    })
  },
}

/** The pages of apps/editor. Which page is built, and the server's build, are in scripts/build.mjs. */
export default defineConfig({
  root: fromRoot('apps/editor'),
  plugins: [react(), tailwindcss(), publishedAppPage],
  build: {
    outDir: fromRoot('apps/editor/dist'),
    emptyOutDir: true,
    target: 'es2023',
    // The page's content security policy allows no inline script, which this one would be.
    modulePreload: { polyfill: false },
    // A file turned into a data: URL would need a wider policy.
    assetsInlineLimit: 0,
    // Kilobytes; the editor is one application on one page and is cached by its hash.
    chunkSizeWarningLimit: 2_000,
  },
  server: {
    host: '127.0.0.1',
    strictPort: true,
    proxy: {
      '/socket.io': { target: serverUrl, ws: true },
      // A path or what is below it: '/a' alone would also catch '/assets'.
      ...Object.fromEntries(serverPaths.map((path) => [`^${path}(/|\\?|$)`, { target: serverUrl }])),
    },
  },
})
