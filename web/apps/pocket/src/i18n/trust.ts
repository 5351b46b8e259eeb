// The words of the trust page. It is read before anybody can sign in, on any phone, so it brings its own.

export interface TrustWords {
  title: string
  other: string
  demo: string
  lead: string
  scan: string
  qr: string
  certificate: string
  compare: string
  noFingerprint: string
  none: string
  until: string
  steps: string
  android: string[]
  ios: string[]
  windows: string[]
  linux: string[]
  done: string
  open: string
  why: string
  failed: string
}

export const words: Record<'zh' | 'en', TrustWords> = {
  zh: {
    title: '让这台设备信任本站',
    other: 'English',
    demo: '演示数据',
    lead: '手机只给受信任的页面定位、响铃和断网可用。按下面做一次，约两分钟。',
    scan: '用手机扫这个码，或输入地址',
    qr: '手机页地址的二维码：{url}',
    certificate: '下载本站证书',
    compare: '安装前核对指纹，要和指挥室屏幕上的一字不差。不一样就不要装，马上告诉指挥室。',
    noFingerprint: '读不到指纹，请向指挥室当面核对后再安装。',
    none: '本站用的是公认的证书，或者就在本机打开，不用安装。',
    until: '证书：{name}，有效到 {date}',
    steps: '怎么安装',
    android: ['点「下载本站证书」', '打开 设置 → 安全 → 更多安全设置 → 加密与凭据 → 安装证书 → CA 证书', '系统提醒时点「仍然安装」，选中下载的文件', '回到手机页，刷新'],
    ios: ['用 Safari 打开本页，点「下载本站证书」，允许下载', '打开 设置 → 已下载描述文件 → 安装', '再到 设置 → 通用 → 关于本机 → 证书信任设置，打开本站证书的开关', '回到手机页，刷新'],
    windows: ['下载后双击证书，点「安装证书」→「本地计算机」', '选「将所有的证书都放入下列存储」→「受信任的根证书颁发机构」', '完成后重开浏览器'],
    linux: ['统信、麒麟、Debian：把证书放到 /usr/local/share/ca-certificates/，运行 sudo update-ca-certificates', '浏览器：设置 → 隐私和安全 → 管理证书 → 授权机构 → 导入', '重开浏览器'],
    done: '回到手机页，地址栏不再提示「不安全」，就好了。',
    open: '打开手机页',
    why: '这张证书只用于本站这台服务器。不再使用时，请在同一处删除。',
    failed: '连不上服务器，请检查网络后刷新本页。',
  },
  en: {
    title: 'Trust this station on your device',
    other: '中文',
    demo: 'Demo data',
    lead: 'Phones give location, sound and offline work to trusted pages only. Do this once; it takes about two minutes.',
    scan: 'Scan this with the phone, or type the address',
    qr: 'QR code of the phone page: {url}',
    certificate: 'Download the certificate',
    compare: `Compare the fingerprint with the one on the duty desk's screen before you install. If it differs, do not install it and tell the duty desk at once.`,
    noFingerprint: 'The fingerprint cannot be read. Compare it at the duty desk before you install.',
    none: 'This station uses a publicly known certificate, or you are on the same machine. Nothing to install.',
    until: 'Certificate: {name}, valid until {date}',
    steps: 'How to install it',
    android: ['Tap "Download the certificate"', 'Open Settings → Security → More security settings → Encryption & credentials → Install a certificate → CA certificate', 'When the system warns, tap "Install anyway" and pick the file', 'Go back to the phone page and reload'],
    ios: ['Open this page in Safari, tap "Download the certificate" and allow it', 'Open Settings → Profile Downloaded → Install', `Then Settings → General → About → Certificate Trust Settings: switch this station's certificate on`, 'Go back to the phone page and reload'],
    windows: ['Double-click the file, "Install Certificate" → "Local Machine"', '"Place all certificates in the following store" → "Trusted Root Certification Authorities"', 'Restart the browser'],
    linux: ['UOS, Kylin, Debian: put the file into /usr/local/share/ca-certificates/ and run sudo update-ca-certificates', 'Browser: Settings → Privacy and security → Manage certificates → Authorities → Import', 'Restart the browser'],
    done: 'When the address bar no longer says "Not secure", you are done.',
    open: 'Open the phone page',
    why: `This certificate is for this station's server only. Delete it in the same place when it is no longer used.`,
    failed: 'The server cannot be reached. Check the network and reload this page.',
  },
}
