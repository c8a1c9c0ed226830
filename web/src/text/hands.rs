//! Words that only those read who use the page: they come with the second half of the code.

use svcpath_core::lang::Lang;

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
