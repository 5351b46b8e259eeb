// What the pages say to the server and hear from it.
export { createApi, type Api, type ApiOptions } from './client'
export { createOnce, type Once } from './once'
export { Problem, type FieldProblem } from './problem'
export { commandId, steadyFetch } from './steady'
export type * from './types'
