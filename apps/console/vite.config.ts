import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.XIUSHUI_SERVER ?? 'http://127.0.0.1:8212';

/** The console is built once and served by the web role as plain files; everything it needs is in the bundle. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  logLevel: 'warn',
  clearScreen: false,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 5212, proxy: { '/api': { target: server, changeOrigin: false } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The content policy has no room for inline data scripts, and an officer's browser caches files better than strings.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'echarts', test: /node_modules[\\/](echarts|zrender|tslib)[\\/]/, priority: 30 },
            // The map library comes with the first map somebody opens.
            { name: 'ol', test: /node_modules[\\/](ol|rbush|quickselect|earcut|geotiff|pbf)[\\/]/, priority: 25 },
            {
              name: 'antd',
              test: /node_modules[\\/](antd|@ant-design|@rc-component|@emotion|dayjs|stylis|throttle-debounce|scroll-into-view-if-needed)[\\/]/,
              priority: 20,
            },
            {
              name: 'base',
              test: /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next)[\\/]/,
              priority: 10,
            },
          ],
        },
      },
    },
  },
});
