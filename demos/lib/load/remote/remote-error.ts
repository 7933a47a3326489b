/** Why the loader cannot be on that machine, or is not there any more: a sentence with its cure. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
}
