//! The page without its pixels: what it holds, and what each command does to it. Pure: no signals, no browser.

use std::sync::Arc;

use svcpath_core::edit::Refusal;
use svcpath_core::expose::Exposure;
use svcpath_core::knobs::Knob;
use svcpath_core::lang::Lang;
use svcpath_core::object::ObjectRef;
use svcpath_core::request::{Request, RequestError, Written};
use svcpath_core::survey;
use svcpath_core::text::{File, FileId, Files, Span, TextEdit};
use svcpath_scene::{Arrangement, Id};

use crate::address::as_told;
use crate::gesture::{Gesture, changed_at};
use crate::history::{History, Transaction};
use crate::reading::{Reading, Setting};
use crate::routes::{Route, routes};
use crate::running::{self, Moved};

/// What undo restores: everything the reader says about a cluster, and asks of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Document {
    pub(crate) files: Files,
    pub(crate) setting: Setting,
    /// The request as it stands in the form.
    pub(crate) written: Written,
}

impl Document {
    /// The texts to write in: of nothing, a first file.
    pub(crate) fn texts(&self) -> Files {
        if self.files.is_empty() { Files::single("manifests.yaml", "") } else { self.files.clone() }
    }
}

/// Where the texts come from, as long as they are as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An example, by its name.
    Example(&'static str),
    /// Addresses, as the page's own address gives them.
    Addresses(Vec<String>),
    /// The reader's own: no address leads here.
    Own,
}

/// Where the packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Step(usize),
    /// Where the request ends, as a failing one is looked at first.
    Halt,
}

/// The folder of the left panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Manifests,
    Problems,
    Routes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ThemeChoice {
    Auto,
    Light,
    Dark,
}

impl ThemeChoice {
    pub(crate) const ALL: [ThemeChoice; 3] = [ThemeChoice::Auto, ThemeChoice::Light, ThemeChoice::Dark];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ThemeChoice::Auto => "auto",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}

/// A place that the editor shall show. `serial` tells two jumps to the same place apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jump {
    pub(crate) span: Span,
    pub(crate) serial: u32,
    /// The reader goes on there; otherwise it is only shown.
    pub(crate) enters: bool,
}

/// A thing of the picture that the camera shall fly to. `serial` tells two flights to the same thing apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glance {
    pub(crate) id: Id,
    pub(crate) serial: u32,
}

/// What can be undone, as undo tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deed {
    Load,
    Type,
    Fix,
    Expose(Exposure),
    Set(Knob),
    Ask,
    /// What a gesture made.
    Add(ObjectRef),
    Gesture(Gesture),
    AddFile,
    CloseFile(String),
}

/// How the reader looks at it: nothing here is undone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sight {
    pub(crate) lang: Lang,
    pub(crate) theme: ThemeChoice,
    /// The left panel, unless it is folded.
    pub(crate) panel: Option<Tab>,
    pub(crate) file: FileId,
    pub(crate) stop: Stop,
    /// Whether the packet moves to its stop or is there at once.
    pub(crate) moving: bool,
    /// The path that was chosen; `None`: the drawn one.
    pub(crate) branch: Option<usize>,
    pub(crate) playing: bool,
    /// Playback stays longer where something is rewritten or chosen.
    pub(crate) lingers: bool,
    pub(crate) speed: f64,
    pub(crate) highlight: Option<Id>,
    pub(crate) arrangement: Arrangement,
    /// The packets of all branches are shown.
    pub(crate) all: bool,
    /// The node whose kernel fills the picture.
    pub(crate) inside: Option<String>,
    pub(crate) glance: Option<Glance>,
    pub(crate) jump: Option<Jump>,
    /// The tools to draw with are there.
    pub(crate) drawing: bool,
    /// The object whose fields are shown.
    pub(crate) selected: Option<ObjectRef>,
    /// The pod or node that was clicked, whose moment can be changed.
    pub(crate) picked: Option<Id>,
    pub(crate) embed: bool,
}

impl Default for Sight {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            theme: ThemeChoice::Auto,
            panel: None,
            file: FileId(0),
            stop: Stop::Step(0),
            moving: false,
            branch: None,
            playing: false,
            lingers: true,
            speed: 1.0,
            highlight: None,
            arrangement: Arrangement::Nodes,
            all: false,
            inside: None,
            glance: None,
            jump: None,
            drawing: false,
            selected: None,
            picked: None,
            embed: false,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) document: Arc<Document>,
    /// The texts as they are.
    pub(crate) reading: Arc<Reading>,
    /// The last version of the texts without a break: what the picture shows.
    pub(crate) shown: Arc<Reading>,
    pub(crate) history: History<Document, Deed>,
    pub(crate) origin: Origin,
    /// The request that the picture answers; the form's, unless that cannot be read.
    pub(crate) asked: Option<Request>,
    pub(crate) refused: Option<RequestError>,
    /// Why the last gesture was no edit.
    pub(crate) declined: Option<Refusal>,
    /// The pods that the last gesture put others in place of.
    pub(crate) moved: Vec<Moved>,
    /// What was before a gesture that is only tried.
    untried: Option<(Arc<Document>, Origin)>,
    pub(crate) sight: Sight,
}

/// Everything that can happen.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    /// Other texts instead of these.
    Load {
        files: Files,
        origin: Origin,
        written: Option<Written>,
    },
    /// A keystroke in the editor.
    Type {
        edits: Vec<TextEdit>,
        at: f64,
    },
    /// A fix.
    Apply(Vec<TextEdit>),
    /// A gesture on the picture or in a form.
    Do(Gesture),
    /// Shows what a gesture would do, until the next one is tried or none.
    Try(Option<Gesture>),
    /// Shows the fields of an object, or none, and the moment of the pod or node that was clicked for it.
    Select {
        object: Option<ObjectRef>,
        thing: Option<Id>,
    },
    Draw(bool),
    /// The Service opened another way.
    Expose {
        service: ObjectRef,
        exposure: Exposure,
    },
    Set {
        knob: Knob,
        value: String,
    },
    Ask {
        written: Written,
        stop: Stop,
    },
    Undo,
    Redo,
    TakePath(usize),
    Go {
        stop: Stop,
        moving: bool,
    },
    Play(bool),
    /// Stays longer where there is something to read, or not.
    Linger(bool),
    Speed(f64),
    /// Into the kernel of a node, or out again.
    Enter(Option<String>),
    /// Nodes or workloads as columns.
    Arrange(Arrangement),
    /// All branches, or one.
    Follow {
        all: bool,
    },
    LookAt(Id),
    Show(Option<Tab>),
    Open(FileId),
    /// Behind the others; the first of them is looked at.
    AddFiles(Files),
    CloseFile(FileId),
    JumpTo(Span),
    Highlight(Option<Id>),
    Speak(Lang),
    Wear(ThemeChoice),
}

impl Session {
    /// A page with these texts and this request.
    pub(crate) fn new(files: Files, origin: Origin, written: Option<Written>, sight: Sight) -> Self {
        let empty = Arc::new(Reading::default());
        let mut session = Self {
            document: Arc::default(),
            reading: Arc::clone(&empty),
            shown: empty,
            history: History::default(),
            origin: Origin::Own,
            asked: None,
            refused: None,
            declined: None,
            moved: Vec::new(),
            untried: None,
            sight,
        };
        session.load(files, origin, written);
        session.history = History::default();
        session
    }

    /// A page that goes on with what was made before.
    pub(crate) fn resume(document: Document, sight: Sight) -> Self {
        let Document { files, setting, written } = document;
        // A link may leave out what is asked.
        let asked = Some(written).filter(|written| !written.to.is_empty());
        let mut session = Self::new(files, Origin::Own, asked, sight);
        session.document = Arc::new(Document { setting, ..(*session.document).clone() });
        session
    }

    pub(crate) fn update(&mut self, command: Command) {
        self.forget(&command);
        match command {
            Command::Load { files, origin, written } => {
                self.history.record(&self.document, Transaction::Whole, Deed::Load);
                self.load(files, origin, written);
            }
            Command::Type { edits, at } => {
                let files = self.document.texts().edited(&edits);
                self.change(Document { files, ..(*self.document).clone() }, Transaction::Typing(at), Deed::Type);
            }
            Command::Apply(edits) => {
                let files = self.document.files.edited(&edits);
                self.change(Document { files, ..(*self.document).clone() }, Transaction::Whole, Deed::Fix);
            }
            Command::Do(gesture) => self.perform(&gesture),
            Command::Try(gesture) => self.try_out(gesture.as_ref()),
            Command::Select { object, thing } => {
                self.sight.selected = object;
                self.sight.picked = thing;
            }
            Command::Draw(drawing) => {
                self.sight.drawing = drawing;
                if !drawing {
                    self.sight.selected = None;
                    self.sight.picked = None;
                }
            }
            Command::Expose { service, exposure } => self.expose(&service, exposure),
            Command::Set { knob, value } => {
                let mut document = (*self.document).clone();
                document.setting.knobs.insert(knob, value);
                self.change(document, Transaction::Whole, Deed::Set(knob));
            }
            Command::Ask { written, stop } => {
                self.change(Document { written, ..(*self.document).clone() }, Transaction::Whole, Deed::Ask);
                self.rest_at(stop);
            }
            Command::Undo => self.turn(true),
            Command::Redo => self.turn(false),
            Command::TakePath(path) => self.sight.branch = Some(path),
            Command::Go { stop, moving } => {
                self.sight.stop = stop;
                self.sight.moving = moving;
            }
            Command::Play(playing) => self.sight.playing = playing,
            Command::Linger(lingers) => self.sight.lingers = lingers,
            Command::Enter(node) => self.sight.inside = node,
            Command::Arrange(arrangement) => self.sight.arrangement = arrangement,
            Command::Follow { all } => self.sight.all = all,
            Command::LookAt(id) => {
                let serial = self.sight.glance.as_ref().map_or(0, |glance| glance.serial + 1);
                self.sight.glance = Some(Glance { id, serial });
            }
            Command::Speed(speed) => self.sight.speed = speed,
            Command::Show(panel) => self.sight.panel = panel,
            Command::Open(file) => self.sight.file = file,
            Command::AddFiles(files) => self.add_files(&files),
            Command::CloseFile(file) => self.close_file(file),
            Command::JumpTo(span) => self.jump_to(span, true),
            Command::Highlight(id) => self.sight.highlight = id,
            Command::Speak(lang) => self.sight.lang = lang,
            Command::Wear(theme) => self.sight.theme = theme,
        }
    }

    /// What was said of the last gesture holds until something else is done, however much the pointer moves meanwhile.
    fn forget(&mut self, command: &Command) {
        if !matches!(command, Command::Highlight(_) | Command::Go { .. } | Command::LookAt(_) | Command::Try(None)) {
            self.declined = None;
            self.moved.clear();
        }
    }

    /// The texts differ from the last version that could be read whole.
    pub(crate) fn is_stale(&self) -> bool {
        !Arc::ptr_eq(&self.reading, &self.shown)
    }

    fn load(&mut self, files: Files, origin: Origin, written: Option<Written>) {
        self.reading = Reading::of(&files);
        self.shown = Arc::clone(&self.reading);
        let mut stop = Stop::Step(0);
        let written = written
            .or_else(|| self.reading.questions.first().map(|question| question.request.written()))
            .unwrap_or_else(|| {
                // Before any question: the likely route that is worst off, where it breaks.
                let worst = routes(&self.reading.world(&Setting::default()), &[]).into_iter().next();
                if worst.as_ref().is_some_and(Route::fails) {
                    stop = Stop::Halt;
                }
                worst.map(|worst| worst.request.written()).unwrap_or_default()
            });
        self.document = Arc::new(Document { files, setting: Setting::default(), written });
        self.origin = origin;
        self.sight.file = FileId(0);
        self.sight.jump = None;
        self.sight.selected = None;
        self.sight.picked = None;
        self.asked = None;
        self.ask();
        self.rest_at(stop);
        self.look_as_told();
    }

    /// As the scenario wants to be looked at.
    fn look_as_told(&mut self) {
        let view = self.reading.view();
        if let Some(arrangement) = view.arrangement {
            self.sight.arrangement = as_told(arrangement);
        }
        if let Some(step) = view.step {
            self.sight.stop = Stop::Step(step.saturating_sub(1));
        }
    }

    fn add_files(&mut self, more: &Files) {
        let mut files = self.document.texts();
        self.sight.file = FileId(files.len() as u32);
        for (_, File { name, text }) in more.iter() {
            files.push(File { name: files.free_name(name), text: text.clone() });
        }
        self.change(Document { files, ..(*self.document).clone() }, Transaction::Whole, Deed::AddFile);
    }

    fn close_file(&mut self, file: FileId) {
        let name = self.document.files.get(file).name.clone();
        let files = self.document.files.without(file);
        self.change(Document { files, ..(*self.document).clone() }, Transaction::Whole, Deed::CloseFile(name));
        if self.sight.file >= file {
            self.sight.file = FileId(self.sight.file.0.saturating_sub(1));
        }
    }

    fn expose(&mut self, service: &ObjectRef, exposure: Exposure) {
        let (mut document, _) = match self.performed(&Gesture::Open { service: service.clone(), exposure }) {
            Ok(done) => done,
            Err(refusal) => {
                self.declined = Some(refusal);
                return;
            }
        };
        let world = self.read(&document.files).world(&document.setting);
        if let Some(request) = survey::route_to(&world, service, exposure) {
            document.written = request.written();
        }
        self.change(document, Transaction::Whole, Deed::Expose(exposure));
        self.rest_at(Stop::Step(0));
    }

    /// A gesture is one change. Where nothing was asked yet, the first way there is is asked for.
    fn perform(&mut self, gesture: &Gesture) {
        let done = self.performed(gesture);
        let (mut document, object) = match done {
            Ok(done) => done,
            Err(refusal) => {
                self.declined = Some(refusal);
                return;
            }
        };
        // A request that is left over from what was here before asks nothing.
        if document.written.to.trim().is_empty() || self.reading.manifests.objects().is_empty() {
            let found = routes(&self.read(&document.files).world(&document.setting), &[]).into_iter().next();
            document.written = found.map(|route| route.request.written()).unwrap_or_default();
        }
        let before = running::moves_pods(gesture).then(|| self.reading.world(&self.document.setting));
        let was = Arc::clone(&self.document);
        let deed = match (gesture, &object) {
            (Gesture::Add { .. }, Some(object)) => Deed::Add(object.clone()),
            _ => Deed::Gesture(gesture.clone()),
        };
        self.change(document, Transaction::Whole, deed);
        // What the pointer was on may be elsewhere now.
        self.sight.highlight = None;
        if let Some(before) = before {
            self.moved = running::moved(&before, &self.reading.world(&self.document.setting));
        }
        let about_node = matches!(gesture, Gesture::Drain { .. } | Gesture::Uncordon { .. });
        if let Gesture::Moment(_) | Gesture::AskFrom(_) | Gesture::Arrange { .. } = gesture {
            return;
        }
        // What was clicked may be another thing than what is selected now.
        if self.sight.selected != object && !about_node {
            self.sight.picked = None;
        }
        self.sight.selected = object;
        let written = self.sight.selected.as_ref().and_then(|object| self.reading.manifests.get(object));
        let head = written.map(|object| object.node().head());
        if matches!(gesture, Gesture::Add { .. }) {
            head.into_iter().for_each(|head| self.jump_to(head, false));
        } else if self.sight.panel == Some(Tab::Manifests) {
            changed_at(&was.files, &self.document.files).into_iter().for_each(|place| self.jump_to(place, false));
        }
    }

    pub(crate) fn performed(&self, gesture: &Gesture) -> Result<(Document, Option<ObjectRef>), Refusal> {
        running::perform(&self.document, &self.reading, self.sight.file, gesture)
    }

    /// Another version of the texts, read.
    fn read(&self, files: &Files) -> Arc<Reading> {
        Reading::after(files, &self.reading)
    }

    pub(crate) fn tries(&self) -> bool {
        self.untried.is_some()
    }

    fn try_out(&mut self, gesture: Option<&Gesture>) {
        if let Some((document, origin)) = self.untried.take() {
            self.restore(document);
            self.origin = origin;
        }
        let Some(gesture) = gesture else { return };
        let done = self.performed(gesture);
        if let Ok((document, _)) = done {
            self.untried = Some((Arc::clone(&self.document), self.origin.clone()));
            self.restore(Arc::new(document));
        }
    }

    fn jump_to(&mut self, span: Span, enters: bool) {
        let serial = self.sight.jump.map_or(0, |jump| jump.serial + 1);
        self.sight.jump = Some(Jump { span, serial, enters });
        self.sight.file = span.file;
        // Where the panel is folded, as on a phone, it would hide what was just drawn.
        if enters || self.sight.panel.is_some() {
            self.sight.panel = Some(Tab::Manifests);
        }
    }

    /// Makes a change that can be undone.
    fn change(&mut self, document: Document, transaction: Transaction, deed: Deed) {
        if document == *self.document {
            return;
        }
        self.history.record(&self.document, transaction, deed);
        self.restore(Arc::new(document));
    }

    /// One step back in history, or on. What is selected stays so under another name.
    fn turn(&mut self, back: bool) {
        let history = &mut self.history;
        let deed = if back { history.done() } else { history.undone() };
        let names = if let Some(Deed::Gesture(gesture)) = deed { gesture.renames() } else { None };
        let document = if back { history.undo(&self.document) } else { history.redo(&self.document) };
        let Some(document) = document else { return };
        self.restore(document);
        let names = names.map(|(old, new)| if back { (new, old) } else { (old, new) });
        if let Some((_, now)) = names.filter(|(before, _)| self.sight.selected.as_ref() == Some(before)) {
            self.sight.selected = Some(now);
        }
    }

    fn restore(&mut self, document: Arc<Document>) {
        let before = std::mem::replace(&mut self.document, document);
        if before.files != self.document.files {
            self.origin = Origin::Own;
            self.reading = self.read(&self.document.files);
            let unrelated = before.files.len() != self.document.files.len();
            if unrelated || self.reading.broken().is_none() {
                self.shown = Arc::clone(&self.reading);
            }
            if self.sight.file.0 as usize >= self.document.files.len() {
                self.sight.file = FileId(0);
            }
        }
        if before.written != self.document.written {
            self.ask();
        }
    }

    /// Reads the form. A request that cannot be read leaves the picture as it is.
    fn ask(&mut self) {
        if self.document.written.to.trim().is_empty() {
            self.asked = None;
            self.refused = None;
            return;
        }
        match Request::parse(&self.document.written) {
            Ok(request) => {
                self.asked = Some(request);
                self.refused = None;
                self.sight.branch = None;
            }
            Err(error) => self.refused = Some(error),
        }
    }

    fn rest_at(&mut self, stop: Stop) {
        self.sight.stop = stop;
        self.sight.moving = false;
        self.sight.playing = false;
        self.sight.branch = None;
        self.sight.inside = None;
    }
}
