// the bytes
export { canonical } from './canonical.js'
export { chainHash, genesis, leafHash, nodeHash } from './chain.js'
export { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.js'

// who vouches for them
export { ed25519Signer, type Signer } from './signer.js'
export { createTree, type Tree } from './tree.js'
export { verifierKey } from './verifier-key.js'
