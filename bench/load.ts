/** Asks `url` so many times over so many connections, and prints the rate: a process of its own, so that it is not measured. */
import autocannon from 'autocannon'

const [url = '', amount, connections] = process.argv.slice(2)
const { requests, duration, non2xx, errors } = await autocannon({
  url,
  amount: Number(amount),
  connections: Number(connections),
})
if (non2xx > 0 || errors > 0) throw new Error('not every request was answered')
console.log(requests.total / duration)
