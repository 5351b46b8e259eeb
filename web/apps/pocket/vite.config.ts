import { defineConfig } from 'vite'
import { page } from '../../vite.shared.ts'
import { shellWorker } from '../../build/shell-files.ts'

const BASE = '/pocket/'
const shared = page(BASE, 5802)

export default defineConfig({ ...shared, plugins: [...(shared.plugins ?? []), shellWorker(BASE)] })
