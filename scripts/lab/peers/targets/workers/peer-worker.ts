import { answer, type Opened } from './answer.ts';
import { tensorOf, type TensorLayout } from './picture.ts';

/**
 * The Worker of a peer.
 * @param open loads the model; called by the first request, for there is no warm-up
 * @param layout how the network wants its input
 */
export function peerWorker(
  open: (assets: Fetcher) => Promise<Opened>,
  layout: TensorLayout,
): ExportedHandler<{ readonly ASSETS: Fetcher }> {
  let opening: Promise<Opened> | undefined;
  return {
    fetch: (request, { ASSETS }) =>
      answer(
        request,
        () => (opening ??= open(ASSETS)),
        (jpeg) => tensorOf(jpeg, layout),
      ),
  };
}
