import type { device as english } from '../en/device.ts';

/** Japanese texts of what runs in the visitor's browser, and of the choice where pictures are answered. */
export const device: Readonly<Record<keyof typeof english, string>> = {
  'place.legend': '実行する場所',
  'place.edge': 'エッジ',
  'place.edgeHint': 'Cloudflare 上',
  'place.device': 'この端末',
  'place.deviceHint': 'オフライン可',
  'place.both': '両方',
  'place.bothHint': '並べて比較',

  'state.computing': 'この端末で推論しています…',
  'answer.title': '{label} · EdgeLens',
  'size.here': '送信なし。端末内で使用：{sent}、{width} × {height} px',
  'size.ready': '{sent}、{width} × {height} px',
  'history.device': '{model}（この端末）',

  'price.more': '詳細',
  'price.edge': '合計 {here}（うちサーバー {server}）、モデル {size}',
  'price.device': 'この端末で {ms}、送信なし',
  'price.fellBack': 'この端末で {ms}',
  'price.both': 'エッジ {edge}、この端末 {device}',

  'device.consent': 'モデルをこの端末に保存しますか？',
  'device.consentText':
    '{models} を一度だけダウンロードし（{size}）、このブラウザーに保存します。以後はネットワークがなくても端末内で推論できます。いつでも削除できます。',
  'device.load': 'ダウンロード（{size}）',
  'device.loading': 'ダウンロード中：{done} / {size}',
  'device.loadingLeft': 'ダウンロード中：{done} / {size}、残り約 {seconds} 秒',
  'device.ready': 'この端末で推論できます。オフラインでも使えます。',
  'device.readyUnkept':
    'このページを開いている間だけ、この端末で推論できます。このブラウザーには保存できないため、閉じると失われます。',
  'device.kept': 'この端末にあるモデル',
  'device.remove': '削除',
  'device.outdated': '{models} の新しい版があります。この端末は保存済みの版で推論します。',
  'device.update': '更新（{size}）',
  'device.notOffered': 'このモデルはブラウザーへの配布が許可されていません。エッジか別のモデルを選んでください。',
  'device.answered': 'この端末で推論しました。写真は送信していません。',
  'device.fellBack': 'エッジに接続できないため、この端末で推論しました。写真は送信していません。',
  'device.fellBackLate': 'エッジから応答がないため、この端末で推論しました。写真は送信された可能性があります。',
  'device.instead': '{chosen} の代わりに、この端末にある {model} を使いました。',
  'device.cost': 'この端末でかかった時間とメモリ',
  'device.why.cold': 'モデルをメモリに読み込みました。',
  'device.why.warm': 'モデルは読み込み済みでした。この端末での推論は、これまでに {runs} 回です。',
  'device.total': '写真から答えまで',
  'device.heap': 'エンジンのメモリ',
  'device.clock': 'この端末の時計',
  'device.sent': '写真のデータは端末の外に出ていません。',
  'device.problem.offline': 'モデルをダウンロードできませんでした。ネットワークがないか、サーバーが応答していません。',
  'device.problem.damaged': '端末に保存したモデルが壊れています。もう一度ダウンロードしてください。',
  'device.problem.missing': 'モデルが端末に残っていません。もう一度ダウンロードしてください。',
  'device.problem.no_wasm':
    'このブラウザーは WebAssembly SIMD に対応していないため、モデルを実行できません。エッジを選んでください。',
  'device.problem.unreadable': 'このファイルを画像として読めません。JPEG、PNG、WebP を選んでください。',
  'device.problem.failed': '端末での推論が中断しました。もう一度試すか、エッジを選んでください。',

  'offline.device': 'オフラインです。写真はこの端末で推論します。',

  'places.heading': 'エッジとこの端末の比較',
  'places.table': '両方の数値',
  'places.place': '場所',
  'places.engine': 'エンジン',
  'places.ms': '合計（ms）',
  'places.sent': '送信量',
  'places.same': '両方とも同じ答えです。',
  'places.different': '答えが分かれました。',
  'places.distance': 'スコアの差は最大 {points} ポイントです。',
  'places.browser': 'エッジ（ブラウザーの時計）',
  'places.server': 'エッジ（サーバーの時計）',
  'places.note':
    '同じファイルを順に推論しました。どのグラフも写真を選んだ時点が起点です。モデルのダウンロードは含みません。',
};
