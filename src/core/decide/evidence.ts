import type { ConsentEvidence, ConsentGuardian, ConsentNotice, ConsentProof } from './consent.js'

/** Refuses, by throwing, what is not `right`, and names the field. */
type Check = (right: boolean, field: string) => void

const MAX_RECIPIENTS = 1000
const SHA256 = /^[0-9a-f]{64}$/
const METHOD = /^[a-z][a-z0-9_]{0,31}$/
/** Language, script, region, variants, extensions (RFC 5646), by form alone. */
const LANGUAGE = /^(?:[A-Za-z]{2,3}|[A-Za-z]{5,8})(?:-[A-Za-z0-9]{1,8}){0,8}$/
const JURISDICTION = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/

/** What an event proves itself by, as plain data of our own in one order of keys, each property read once. */
export function evidence(given: ConsentEvidence, check: Check): ConsentEvidence {
  const { version, method, recipients, notice, jurisdiction, proof, guardian } = given
  check(version === undefined || isText(version, 0, 200), 'version')
  check(method === undefined || matches(method, METHOD), 'method')
  // nobody agrees by using a service (article 2 of the policy this library comes from; GDPR recital 32)
  check(method !== 'deemed', 'method')
  check(jurisdiction === undefined || matches(jurisdiction, JURISDICTION), 'jurisdiction')
  return {
    ...(version !== undefined && { version }),
    ...(method !== undefined && { method }),
    ...(recipients !== undefined && { recipients: recipientsOf(recipients, check) }),
    ...(notice !== undefined && { notice: noticeOf(notice, check) }),
    ...(jurisdiction !== undefined && { jurisdiction }),
    ...(proof !== undefined && { proof: proofOf(proof, check) }),
    ...(guardian !== undefined && { guardian: guardianOf(guardian, check) }),
  }
}

/** Names of recipients, or of classes of them. */
export function recipientsOf(
  given: readonly string[],
  check: Check,
  field = 'recipients',
): readonly string[] {
  check(Array.isArray(given) && given.length <= MAX_RECIPIENTS, field)
  const recipients = Array.from(given)
  check(
    recipients.every((each) => isText(each)),
    field,
  )
  return recipients
}

function noticeOf(given: ConsentNotice, check: Check): ConsentNotice {
  const { sha256, language, url } = Object(given) as ConsentNotice
  check(matches(sha256, SHA256), 'notice.sha256')
  check(matches(language, LANGUAGE), 'notice.language')
  check(url === undefined || isText(url, 1, 2000), 'notice.url')
  return { sha256, language, ...(url !== undefined && { url }) }
}

function proofOf(given: ConsentProof, check: Check): ConsentProof {
  const { ref, sha256 } = Object(given) as ConsentProof
  check(ref !== undefined || sha256 !== undefined, 'proof')
  check(ref === undefined || isText(ref, 1, 500), 'proof.ref')
  check(sha256 === undefined || matches(sha256, SHA256), 'proof.sha256')
  return { ...(ref !== undefined && { ref }), ...(sha256 !== undefined && { sha256 }) }
}

function guardianOf(given: ConsentGuardian, check: Check): ConsentGuardian {
  const { id, relation } = Object(given) as ConsentGuardian
  check(isText(id), 'guardian.id')
  check(matches(relation, METHOD), 'guardian.relation')
  return { id, relation }
}

function matches(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value)
}

/** Text that any database keeps as it is: whole characters, and none that ends strings. */
function isText(value: unknown, least = 1, most = 200): value is string {
  return (
    typeof value === 'string' &&
    value.length >= least &&
    value.length <= most &&
    !value.includes('\0') &&
    !/\p{Surrogate}/u.test(value)
  )
}
