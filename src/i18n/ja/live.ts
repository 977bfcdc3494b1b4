import type { live as english } from '../en/live.ts';

/** Japanese texts of the live view. */
export const live: Readonly<Record<keyof typeof english, string>> = {
  'live.title': 'ライブビュー',
  'live.close': 'ライブビューを閉じる',
  'live.shutter': 'このフレームを撮影して詳しく推論',
  'live.asking': 'ブラウザーに確認されたら、カメラを許可してください。映像がこの端末から送信されることはありません。',
  'live.starting': '{model} を準備しています…',
  'live.rate': '{fps} フレーム/秒',
  'live.duration': '1 フレーム {ms} ms',
  'live.unsure': '認識できるものが写っていません',
  'live.says': '{label}、{score}',
  'live.turned': '端末の向きが変わりました。表示も合わせて回転します。',
  'live.resting': '{minutes} 分間操作がなかったので、バッテリー節約のためにカメラを止めました。',
  'live.goOn': '再開',
  'live.retry': 'もう一度試す',
  'live.insecure':
    'ブラウザーがカメラを許可するのは HTTPS のページだけで、このページは HTTPS ではありません。「写真を撮る」は使えます。',
  'live.denied':
    'このページではカメラが許可されていません。ブラウザーのサイト設定でカメラを許可してから、もう一度試してください。',
  'live.missing': 'この端末には、このページで使えるカメラがありません。',
  'live.taken':
    'カメラを開けません。ほかのアプリやタブが使用中の可能性があります。それを閉じてから、もう一度試してください。',
  'live.lost': 'カメラが停止しました。取り外されたか、ほかのアプリが使い始めた可能性があります。',
  'live.failed': 'このブラウザーでは処理を続けられず、ライブビューを停止しました。',
  'live.noModel': 'モデルを読み込めませんでした。接続を確認してから、もう一度試してください。',
};
