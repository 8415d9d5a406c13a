import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    target: 'es2022',
    // Nothing inline: the page's Content-Security-Policy allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'privacy.html', 'terms.html'] },
  },
});
