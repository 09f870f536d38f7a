// What the page says, in Chinese and English; {0} and {1} are filled in.

const WORDS = {
  documents: ["文档", "Documents"],
  filter: ["按名称、标题或单位筛选", "Filter by name, title or organisation"],
  name: ["文档", "Document"],
  status: ["状态", "Status"],
  ok: ["完整", "ok"], partial: ["部分", "partial"], failed: ["失败", "failed"],
  pages: ["页", "Pages"], tables: ["表", "Tables"], confidence: ["可信度", "Confidence"],
  toCheck: ["待核对", "To check"], reviewed: ["已核对", "Checked"], findings: ["疑点", "Findings"],
  pageOf: ["第 {0} / {1} 页", "Page {0} / {1}"],
  left: ["待核对 {0} · 已核对 {1}", "{0} to check · {1} checked"],
  allDone: ["没有可疑单元格了", "No doubtful cell is left"],
  worst: ["最可疑优先", "Worst first"], reading: ["按阅读顺序", "Reading order"],
  export: ["导出", "Export"], close: ["关闭", "Close"], write: ["导出", "Export"],
  exporting: ["正在导出…", "Exporting…"], download: ["文件（点击保存）", "Files (click to save)"],
  untitled: ["（无标题）", "(no title)"], unit: ["单位", "Unit"], title: ["标题", "Title"],
  noTables: ["本文档没有表格", "This document has no tables"],
  noImage: ["看不到页面图像：{0}。请用 --source 指定原文件。", "No picture of the page: {0}. Name the file with --source."],
  merge: ["合并", "Merge"], split: ["拆分", "Split"],
  rowBelow: ["插行", "+ Row"], rowDelete: ["删行", "− Row"], colRight: ["插列", "+ Col"], colDelete: ["删列", "− Col"],
  undone: ["已撤销", "Undone"], redone: ["已重做", "Done again"], nothingToUndo: ["没有可撤销的修改", "Nothing to undo"],
  reloaded: ["他人修改了本文档，已更新", "Somebody else edited this document; it was loaded again"],
  conflict: ["未保存：{0}", "Not stored: {0}"],
  offline: ["未保存，服务器没有应答；文字已留在本机", "Not stored, the server does not answer; the text is kept here"],
  probability: ["可信度 {0}", "confidence {0}"], unknown: ["可信度未知", "confidence unknown"],
  number: ["数值 {0}", "number {0}"], noNumber: ["不是数值", "no number"],
  corrected: ["已更正，原读作「{0}」", "corrected; was read as “{0}”"], confirmed: ["已确认", "found right"],
  unsureText: ["文字识别把握只有 {0}", "the text is read with a probability of {0} only"],
  unsureSides: ["单元格边线把握只有 {0}", "the cell's sides are sure to {0} only"],
  repairedTo: ["按合计推定数值为 {0}", "the sums make its number {0}"],
  sumHolds: ["{0}：{1} = {2}", "{0}: {1} = {2}"],
  sumFails: ["{0}：各项之和为 {2}，合计写作 {1}", "{0}: the parts add up to {2}, the total says {1}"],
  sumOpen: ["{0}：有一项不是数值", "{0}: a figure can't be read"],
  wouldBe: ["；本格应为 {0}", "; here it would take {0}"],
  expected: ["{0}：应为 {1}，现为 {2}", "{0}: {1} is expected, {2} is there"],
  "sum-across": ["横向合计", "sum across"], "sum-of-codes": ["科目汇总", "sum of its codes"],
  "sum-of-all-codes": ["科目总计", "sum of all codes"], "sum-of-parts": ["分项合计", "sum of its parts"],
  "sum-of-funds": ["资金合计", "sum of funds"], "product-differs": ["乘积不符", "a product differs"],
  "sum-total": ["合计", "total"], "sum-of-which": ["其中项", "of which"],
  "figure-repeated": ["他处同一数", "the same figure elsewhere"], "income-is-expenditure": ["收支相等", "income is expenditure"],
  "number-format": ["数字写法异于本列", "the number is unlike its column"], "code-order": ["编码顺序", "order of codes"],
  "code-parent": ["缺上级编码", "code without its parent"], "code-name": ["科目名称与编码不符", "the name is not the code's"],
  "narrative-differs": ["与正文数字不同", "differs from the text"], "percentage-differs": ["百分比不符", "percentage differs"],
  "correction-not-applied": ["更正未能套用", "a correction was not applied"],
  keysTitle: ["键盘", "Keyboard"],
  kNext: ["下一个 / 上一个可疑单元格", "next / previous doubtful cell"],
  kConfirm: ["确认无误，到下一个", "it is right; go to the next"],
  kEdit: ["编辑文字", "edit the text"],
  kStore: ["（编辑时）保存，到下一个；Ctrl+Enter 保存后留在此处", "(editing) store, go to the next; Ctrl+Enter stays here"],
  kLine: ["（编辑时）换行 / 放弃", "(editing) new line / give up"],
  kAlternative: ["采用第几个备选（编辑时加 Alt）", "take an alternative (with Alt while editing)"],
  kWanted: ["采用合计推出的数", "take the figure that the sum needs"],
  kMove: ["移动；加 Shift 选取区域", "move; with Shift choose a range"],
  kMerge: ["合并所选 / 拆分单元格", "merge what is chosen / split the cell"],
  kRow: ["下方 / 上方插行，删行", "insert a row below / above, delete the row"],
  kCol: ["右侧 / 左侧插列，删列", "insert a column right / left, delete the column"],
  kTitle: ["改标题 / 单位", "edit the title / unit"],
  kUndo: ["撤销 / 重做", "undo / do again"],
  kPage: ["上一页 / 下一页", "page before / after"],
  kTable: ["上一表 / 下一表", "table before / after"],
  kZoom: ["整页 / 放大；滚轮也可缩放", "whole page / close; the wheel zooms too"],
  kOrder: ["切换顺序 / 语言", "order / language"],
  kList: ["回文档列表 / 导出", "list of documents / export"],
};

let language = localStorage.getItem("language") || (navigator.language.startsWith("zh") ? "zh" : "en");

export function say(key, ...values) {
  const entry = WORDS[key];
  if (!entry) return key;
  return entry[language === "zh" ? 0 : 1].replace(/\{(\d)\}/g, (_, n) => values[n]);
}

export const known = (key) => key in WORDS;

export function switchLanguage() {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("language", language);
  applyLanguage();
}

export function applyLanguage() {
  document.documentElement.lang = language;
}

export const otherLanguage = () => (language === "zh" ? "EN" : "中文");
