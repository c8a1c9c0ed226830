//! Words that only those read who use the page: they come with the second half of the code.

use svcpath_core::lang::Lang;

use crate::link::Broken;

#[derive(Debug)]
pub(crate) struct Hands {
    pub(crate) add: &'static str,
    pub(crate) client: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) duplicate: &'static str,
    pub(crate) replica_less: &'static str,
    pub(crate) replica_more: &'static str,
    pub(crate) add_file: &'static str,
    pub(crate) close_file: &'static str,
    pub(crate) files: &'static str,
    pub(crate) open_files: &'static str,
    pub(crate) keep_one: &'static str,
    pub(crate) keep_each: &'static str,
    pub(crate) keep_file: &'static str,
    pub(crate) keep_scenario: &'static str,
    pub(crate) share_link: &'static str,
    pub(crate) share_html: &'static str,
    pub(crate) share_markdown: &'static str,
    pub(crate) masked: fn(usize) -> String,
    pub(crate) long_link: fn(usize) -> String,
    /// Links that cannot be read: of another form, damaged, too large, and where what reads them is not to be had.
    pub(crate) broken: [&'static str; 4],
    pub(crate) move_left: &'static str,
    pub(crate) move_right: &'static str,
    pub(crate) drain: &'static str,
    pub(crate) on_node: &'static str,
    pub(crate) lead_to: &'static str,
    pub(crate) by_default: &'static str,
    /// Before the objects that a Service, an Ingress or a policy can lead to.
    pub(crate) ready: &'static str,
    pub(crate) draw: &'static str,
    pub(crate) gallery: &'static str,
    /// Where there is nothing yet, beside drawing.
    pub(crate) paste_here: &'static str,
    pub(crate) drop_here: &'static str,
}

impl Hands {
    pub(crate) fn broken(&self, why: Broken) -> &'static str {
        let [form, damaged, large, unreachable] = self.broken;
        match why {
            Broken::Form => form,
            Broken::Damaged => damaged,
            Broken::TooLarge => large,
            Broken::Unreachable => unreachable,
        }
    }

    pub(crate) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &EN,
            Lang::Ru => &RU,
        }
    }
}

static EN: Hands = Hands {
    add: "Add to the cluster",
    client: "Client",
    delete: "Delete",
    duplicate: "Duplicate",
    replica_less: "One replica less",
    replica_more: "One replica more",
    add_file: "New file",
    close_file: "Close this file",
    files: "Files: open, download",
    open_files: "Open files…",
    keep_one: "Download as one file",
    keep_each: "Download every file",
    keep_file: "Download",
    keep_scenario: "Download as a scenario (with request, moment and view)",
    share_link: "Copy a link to all of this",
    share_html: "Copy HTML for a page",
    share_markdown: "Copy Markdown",
    masked: |count| match count {
        1 => "1 value (of a Secret, or env) is masked in it.".to_owned(),
        count => format!("{count} values (of Secrets, or env) are masked in it."),
    },
    long_link: |size| format!("It is {size} KB long. Some tools cut links of more than 8 KB."),
    broken: [
        "this link was made by another version of svcpath",
        "the link is damaged: it may have been cut on its way",
        "the link holds more than 4 MB",
        "what reads links could not be loaded",
    ],
    move_left: "Move to the left",
    move_right: "Move to the right",
    drain: "Drain",
    on_node: "on node",
    lead_to: "connects with",
    by_default: "default",
    ready: "ready",
    draw: "Draw",
    gallery: "Gallery",
    paste_here: "Paste",
    drop_here: "Drop the manifests here",
};

static RU: Hands = Hands {
    add: "Добавить в кластер",
    client: "Клиент",
    delete: "Удалить",
    duplicate: "Создать копию",
    replica_less: "Одной репликой меньше",
    replica_more: "Одной репликой больше",
    add_file: "Новый файл",
    close_file: "Закрыть файл",
    files: "Файлы: открыть, скачать",
    open_files: "Открыть файлы…",
    keep_one: "Скачать одним файлом",
    keep_each: "Скачать все файлы",
    keep_file: "Скачать",
    keep_scenario: "Скачать как сценарий (с запросом, состоянием и видом)",
    share_link: "Скопировать ссылку на всё это",
    share_html: "Скопировать HTML для страницы",
    share_markdown: "Скопировать Markdown",
    masked: |count| format!("Значений (Secret, env), скрытых в ней: {count}."),
    long_link: |size| format!("В ней {size} КБ. Некоторые программы обрезают ссылки длиннее 8 КБ."),
    broken: [
        "ссылка сделана другой версией svcpath",
        "ссылка повреждена: возможно, её обрезали по пути",
        "в ссылке больше 4 МБ",
        "не удалось загрузить то, что читает ссылки",
    ],
    move_left: "Переставить левее",
    move_right: "Переставить правее",
    drain: "Освободить",
    on_node: "на узле",
    lead_to: "связать с",
    by_default: "как обычно",
    ready: "готов",
    draw: "Рисовать",
    gallery: "Галерея",
    paste_here: "Вставить",
    drop_here: "Отпустите манифесты здесь",
};
