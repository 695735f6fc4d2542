import type { Network, SocketObject } from './ledger-network';
import { builtin } from './native';

/**
 * Finds sockets that were there before the ledger began to watch and are on no list of Node's, because they were unref'd then. Pools do that to connections that nobody uses; they
 * ref them before they ask the next question. So `Socket.prototype.ref` is wrapped while the ledger watches.
 */
export class RefWatch {
  private readonly prototype = (builtin('net') as typeof import('node:net') | undefined)?.Socket.prototype;
  private unwrap: (() => void) | undefined;

  constructor(private readonly network: Network) {}

  start(): void {
    const { prototype, network } = this;
    if (prototype === undefined) return;
    let isWatching = true;
    const { ref } = prototype; // eslint-disable-line @typescript-eslint/unbound-method -- called on whichever socket it is about
    function wrapped<S extends InstanceType<typeof import('node:net').Socket>>(this: S): S {
      if (isWatching) network.socketBehind(this as SocketObject);
      return ref.call(this) as S;
    }
    prototype.ref = wrapped;
    this.unwrap = () => {
      isWatching = false;
      // Where somebody else has wrapped it since, taking ours away would take theirs away, too.
      if (prototype.ref === wrapped) prototype.ref = ref;
    };
  }

  stop(): void {
    this.unwrap?.();
  }
}
