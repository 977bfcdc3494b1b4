/** English texts of the live view, which are loaded with it. `{name}` is filled in. */
export const live = {
  'live.title': 'Live view',
  'live.close': 'Close the live view',
  'live.shutter': 'Keep this picture and answer it in full',
  'live.asking': 'Allow the camera when your browser asks for it. No picture leaves this device.',
  'live.starting': 'Getting {model} ready …',
  'live.rate': '{fps} frames/s',
  'live.duration': '{ms} ms each',
  'live.unsure': 'Nothing that it knows',
  'live.says': '{label}, {score}',
  'live.turned': 'Turned. The view turns with your device.',
  'live.resting': 'Paused to spare the battery, because nothing was touched for {minutes} minutes.',
  'live.goOn': 'Go on',
  'live.retry': 'Try again',
  'live.insecure':
    'Browsers give the camera only to pages that came by HTTPS, and this one did not. “Take a picture” works all the same.',
  'live.denied':
    'The camera is not allowed for this page. Allow it in the settings of your browser for this site, then try again.',
  'live.missing': 'This device has no camera that the page could use.',
  'live.taken': 'The camera cannot be opened: another app or tab may have it. Close that one, then try again.',
  'live.lost': 'The camera has stopped: it was unplugged, or another app has taken it.',
  'live.failed': 'The live view has stopped, because this browser could not go on.',
  'live.noModel': 'The model could not be loaded. Check the connection, then try again.',
} as const;
