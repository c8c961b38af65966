import type { AppPlatform } from '../domain/apps.js';
import type { Language } from '../domain/language.js';

export interface OpenTexts {
  readonly title: (app: string) => string;
  readonly open: (app: string) => string;
  readonly explain: (app: string) => string;
  readonly install: string;
  readonly manually: string;
  readonly copy: string;
  readonly copied: string;
  readonly scan: string;
}

export const openTexts: Readonly<Record<Language, OpenTexts>> = {
  ru: {
    title: (app) => `Подключение через ${app}`,
    open: (app) => `Открыть ${app}`,
    explain: (app) =>
      `Если ${app} не открылся сам, нажмите кнопку. Ещё не установлен? Сначала установите его.`,
    install: 'Установить',
    manually: 'Или вставьте ссылку в приложение вручную',
    copy: 'Скопировать ссылку',
    copied: 'Скопировано',
    scan: 'QR-код для другого устройства',
  },
  en: {
    title: (app) => `Connect with ${app}`,
    open: (app) => `Open ${app}`,
    explain: (app) =>
      `If ${app} did not open by itself, press the button. Not installed yet? Install it first.`,
    install: 'Install',
    manually: 'Or paste the link into the app yourself',
    copy: 'Copy the link',
    copied: 'Copied',
    scan: 'QR code for another device',
  },
};

export const platformTitles: Readonly<Record<AppPlatform, string>> = {
  ios: 'iPhone, iPad',
  android: 'Android',
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
  androidtv: 'Android TV',
};
