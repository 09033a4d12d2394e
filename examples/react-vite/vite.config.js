import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // `npx vite` serves the page while you work on it, and hands socket.io on to the server.
  server: { proxy: { '/socket.io': { target: 'http://localhost:3000', ws: true } } },
});
