//! The one file that holds signals: a session, and memos that derive everything shown from it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use svcpath_core::check::{causes, check, slips};
use svcpath_core::diagnostic::{Diagnostic, Severity};
use svcpath_core::edit::Refusal;
use svcpath_core::expose::Exposure;
use svcpath_core::knobs::{Knob, Knobs};
use svcpath_core::lang::Lang;
use svcpath_core::model::ServiceType;
use svcpath_core::object::ObjectRef;
use svcpath_core::request::Via;
use svcpath_core::route::trace;
use svcpath_core::text::{Files, Span};
use svcpath_core::trace::{Decision, Explanation, Path, Place, Stage, Verdict};
use svcpath_core::world::World;
use svcpath_scene::theme::Theme;
use svcpath_scene::view::TALL_BELOW;
use svcpath_scene::{Id, Scene, View};

use crate::address::Notice;
use crate::canvas::{Hold, Under};
use crate::draw::at_hand;
use crate::reading::{Reading, Setting};
use crate::routes::{Route, fails, routes};
use crate::running::Moved;
pub(crate) use crate::same::Same;
use crate::session::{Command, Deed, Document, Origin, Session, Sight, Stop, Tab, ThemeChoice};
use crate::text::{Hands, Text};
use crate::tint::Tint;

/// Who types faster than this still types.
const PAUSE: Duration = Duration::from_millis(150);

/// Something to tell the reader about, in the list of problems.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Issue {
    Found(Diagnostic),
    Notice(Notice),
}

/// A trace with the path that is shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    pub(crate) trace: Same<Explanation>,
    pub(crate) branch: usize,
}

impl Shown {
    fn of(found: &Findings, sight: &Sight) -> Option<Self> {
        let trace = found.answer.clone()?;
        let branch = sight.branch.filter(|branch| *branch < trace.paths.len());
        Some(Self { branch: branch.unwrap_or(trace.drawn), trace })
    }

    fn steps(&self) -> usize {
        self.path().steps().count()
    }

    /// Where the packet stands.
    fn step(&self, sight: &Sight) -> usize {
        let wanted = match sight.stop {
            Stop::Step(step) => step,
            Stop::Halt => self.halt(),
        };
        wanted.min(self.steps().saturating_sub(1))
    }

    pub(crate) fn path(&self) -> &Path {
        self.trace.paths.get(self.branch).unwrap_or_else(|| self.trace.drawn_path())
    }

    /// The step where the request ends.
    pub(crate) fn halt(&self) -> usize {
        self.path().request_steps().saturating_sub(1)
    }
}

/// What the texts and the request come to.
#[derive(Debug, Clone, PartialEq)]
struct Findings {
    reading: Same<Reading>,
    /// The last version of the texts without a break.
    readable: Same<Reading>,
    world: Same<World>,
    answer: Option<Same<Explanation>>,
}

impl Findings {
    fn is_stale(&self) -> bool {
        self.reading != self.readable
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Store {
    pub(crate) session: RwSignal<Session>,
    /// What the picture shows, at each keystroke.
    newest: Memo<Findings>,
    /// What everything else shows: the same, but for the keystrokes of a moment ago. A table that changes at each of them helps
    /// nobody to type, and the picture would wait for it.
    settled: RwSignal<Findings>,
    /// Whether there were keystrokes a moment ago; `scene` stands still meanwhile.
    typing: RwSignal<bool>,
    /// Counts commands, to tell whether a keystroke is still the last.
    commands: StoredValue<u32>,
    /// What the reader is told beside the problems of the texts.
    pub(crate) notices: RwSignal<Vec<Notice>>,
    /// The room for the picture, in CSS pixels.
    pub(crate) room: RwSignal<(f32, f32)>,
    /// Where the selected thing is on the canvas, and where in the drawing a point of the window is.
    pub(crate) hold: RwSignal<Option<Hold>>,
    pub(crate) under: Under,
    /// What arrow keys came to on the canvas: no pointer says where that is.
    pub(crate) chosen: RwSignal<Option<Id>>,
    /// Somebody uses the page: what only they need is made now, not at the first sight.
    pub(crate) awake: RwSignal<bool>,
    pub(crate) prefers_dark: RwSignal<bool>,
    pub(crate) prefers_still: RwSignal<bool>,
    /// The session's own, which `dispatch` tells of where it is another: hundreds of readers need not look at each key.
    pub(crate) sight: ReadSignal<Sight>,
    see: WriteSignal<Sight>,
    pub(crate) lang: Memo<Lang>,
    pub(crate) theme: Memo<Theme>,
    pub(crate) panel: Memo<Option<Tab>>,
    pub(crate) document: Memo<Same<Document>>,
    pub(crate) reading: Memo<Same<Reading>>,
    pub(crate) world: Memo<Same<World>>,
    pub(crate) shown: Memo<Option<Shown>>,
    pub(crate) step: Memo<usize>,
    /// The step that the page opened at.
    pub(crate) opened: usize,
    pub(crate) steps: Memo<usize>,
    /// The picture at each keystroke.
    pub(crate) picture: Memo<Same<Scene>>,
    pub(crate) scene: Memo<Same<Scene>>,
    pub(crate) issues: Memo<Same<Vec<Issue>>>,
    /// Why the request fails, each with what would mend it.
    pub(crate) causes: Memo<Vec<Diagnostic>>,
    pub(crate) routes: Memo<Same<Vec<Route>>>,
    /// Places in the text that decided the shown step.
    pub(crate) marks: Memo<Vec<(Span, Tint)>>,
}

impl Store {
    pub(crate) fn new(session: Session, notices: Vec<Notice>) -> Self {
        let session = RwSignal::new(session);
        let notices = RwSignal::new(notices);
        let room = RwSignal::new((0.0, 0.0));
        let awake = RwSignal::new(false);
        let prefers_dark = RwSignal::new(false);
        let prefers_still = RwSignal::new(false);
        let (sight, see) = signal(session.with_untracked(|s| s.sight.clone()));
        let lang = Memo::new(move |_| sight.with(|s| s.lang));
        let theme = Memo::new(move |_| match sight.with(|s| s.theme) {
            ThemeChoice::Light => Theme::Light,
            ThemeChoice::Dark => Theme::Dark,
            ThemeChoice::Auto if prefers_dark.get() => Theme::Dark,
            ThemeChoice::Auto => Theme::Light,
        });
        let panel = Memo::new(move |_| sight.with(|s| s.panel));
        let document = Memo::new(move |_| session.with(|s| Same(Arc::clone(&s.document))));
        let asked = Memo::new(move |_| session.with(|s| s.asked.clone()));
        let newest = {
            let reading = Memo::new(move |_| session.with(|s| Same(Arc::clone(&s.reading))));
            let readable = Memo::new(move |_| session.with(|s| Same(Arc::clone(&s.shown))));
            let world = world(readable, document);
            // Of an empty cluster there is nothing to ask.
            let empty = Memo::new(move |_| readable.with(|reading| reading.manifests.objects().is_empty()));
            let answer = Memo::new(move |_| {
                let request = asked.get().filter(|_| !empty.get())?;
                let world = world.get();
                Some(Same::new(trace(&world, &request).explain(&world)))
            });
            Memo::new(move |_| Findings {
                reading: reading.get(),
                readable: readable.get(),
                world: world.get(),
                answer: answer.get(),
            })
        };
        let settled = RwSignal::new(newest.get_untracked());
        let reading = Memo::new(move |_| settled.with(|found| found.reading.clone()));
        let readable = Memo::new(move |_| settled.with(|found| found.readable.clone()));
        let world = Memo::new(move |_| settled.with(|found| found.world.clone()));
        let stale = Memo::new(move |_| settled.with(Findings::is_stale));
        let shown = Memo::new(move |_| settled.with(|found| sight.with(|sight| Shown::of(found, sight))));
        let steps = Memo::new(move |_| shown.with(|s| s.as_ref().map_or(0, Shown::steps)));
        let step = Memo::new(move |_| sight.with(|sight| shown.with(|s| s.as_ref().map_or(0, |s| s.step(sight)))));
        let layout = Memo::new(move |_| readable.with(|r| document.with(|d| Same::new(r.layout(&d.setting)))));
        let picture = Memo::new(move |before: Option<&Same<Scene>>| {
            let (width, height) = drawn_in(room.get());
            // On a phone only who is met has a place: what is tried out would move all of it away under the finger.
            if width < TALL_BELOW
                && let Some(before) = before.filter(|_| session.with(Session::tries))
            {
                return before.clone();
            }
            newest.with(|found| {
                let shown = sight.with(|sight| Shown::of(found, sight));
                let view = View {
                    width,
                    height,
                    top: 0.0,
                    bottom: 0.0,
                    arrangement: sight.with(|s| s.arrangement),
                    all: sight.with(|s| s.all),
                    branch: shown.as_ref().map(|s| s.branch),
                    inside: sight.with(|s| s.inside.clone()),
                    step: sight.with(|sight| shown.as_ref().map_or(0, |s| s.step(sight))),
                    lang: lang.get(),
                    highlight: sight.with(|s| s.highlight.clone()),
                    layout: layout.get().0,
                    drawing: sight.with(|s| at_hand(s, &found.readable, &found.world)),
                    stale: found.is_stale(),
                    reduced_motion: prefers_still.get(),
                };
                Same::new(Scene::new(&found.world, shown.as_ref().map(|s| &*s.trace), &view))
            })
        });
        let typing = RwSignal::new(false);
        let scene = Memo::new(move |before: Option<&Same<Scene>>| {
            before.filter(|_| typing.get()).cloned().unwrap_or_else(|| picture.get())
        });
        let problems = Memo::new(move |_| {
            let reading = reading.get();
            let mut problems = reading.problems.clone();
            // While a text is broken, the world is that of another text.
            if !stale.get() {
                problems.extend(world.with(|w| check(&reading.manifests, &reading.cluster, w)));
                problems.extend(if awake.get() { slips(&reading.manifests) } else { Vec::new() });
            }
            Same::new(problems)
        });
        let issues = Memo::new(move |_| {
            let told = notices.get().into_iter().map(Issue::Notice);
            let found = problems.with(|problems| problems.to_vec()).into_iter().map(Issue::Found);
            Same::new(told.chain(found).collect::<Vec<_>>())
        });
        let causes = Memo::new(move |_| {
            let (Some(shown), false) = (shown.get(), stale.get()) else { return Vec::new() };
            let (reading, problems) = (reading.get(), problems.get());
            world.with(|w| causes(&reading.manifests, w, &problems, &shown.trace))
        });
        let questions = Memo::new(move |_| readable.with(|reading| reading.questions.clone()));
        let routes = Memo::new(move |_| world.with(|world| questions.with(|q| Same::new(routes(world, q)))));
        let marks = Memo::new(move |_| {
            let Some(shown) = shown.get() else { return Vec::new() };
            let Some((_, step)) = shown.path().steps().nth(step.get()) else { return Vec::new() };
            let tint = Tint::of(step.visible());
            let reading = reading.get();
            step.evidence.iter().filter_map(|e| Some((reading.manifests.locate(e)?, tint))).collect()
        });
        Self {
            session,
            newest,
            settled,
            typing,
            commands: StoredValue::new(0),
            notices,
            room,
            hold: RwSignal::new(None),
            under: Under::new(),
            chosen: RwSignal::new(None),
            awake,
            prefers_dark,
            prefers_still,
            sight,
            see,
            lang,
            theme,
            panel,
            document,
            reading,
            world,
            shown,
            step,
            opened: step.get_untracked(),
            steps,
            picture,
            scene,
            issues,
            causes,
            routes,
            marks,
        }
    }

    pub(crate) fn dispatch(self, command: Command) {
        let typing = matches!(command, Command::Type { .. });
        if typing && !self.typing.get_untracked() {
            self.typing.set(true);
        }
        let before = self.newest.get_untracked();
        self.session.update(|session| session.update(command));
        self.session.with_untracked(|session| {
            if self.sight.with_untracked(|seen| *seen != session.sight) {
                self.see.set(session.sight.clone());
            }
        });
        let command = self.commands.with_value(|count| count.wrapping_add(1));
        self.commands.set_value(command);
        if typing {
            let rest = move || {
                // Taking a world down takes a while too, and the picture need not wait for that.
                drop(before);
                if self.commands.try_get_value() == Some(command) {
                    self.settle();
                }
            };
            set_timeout(rest, PAUSE);
        } else {
            self.settle();
        }
    }

    /// Lets everything else show what the picture shows.
    fn settle(self) {
        let newest = self.newest.get_untracked();
        if self.settled.with_untracked(|settled| *settled != newest) {
            self.settled.set(newest);
        }
        if self.typing.get_untracked() {
            self.typing.set(false);
        }
    }

    /// Adds to what the reader is told.
    pub(crate) fn tell(self, notice: Notice) {
        self.notices.update(|notices| notices.push(notice));
    }

    pub(crate) fn has_told(self, notice: &Notice) -> bool {
        self.notices.with_untracked(|notices| notices.contains(notice))
    }

    /// What is no longer so.
    pub(crate) fn take_back(self, notice: &Notice) {
        if self.has_told(notice) {
            self.notices.update(|notices| notices.retain(|told| told != notice));
        }
    }

    pub(crate) fn text(self) -> &'static Text {
        Text::of(self.lang.get())
    }

    pub(crate) fn hands(self) -> &'static Hands {
        Hands::of(self.lang.get())
    }

    /// What undo would take back, and redo do again.
    pub(crate) fn deeds(self) -> [Option<Deed>; 2] {
        self.session.with(|s| [s.history.done(), s.history.undone()].map(|deed| deed.cloned()))
    }

    /// Whether it is the reader's own by now: no address leads here.
    pub(crate) fn is_own(self) -> bool {
        self.origin() == Origin::Own || self.document.with(|document| document.setting != Setting::default())
    }

    pub(crate) fn origin(self) -> Origin {
        self.session.with(|s| s.origin.clone())
    }

    /// Why the request in the form cannot be read.
    pub(crate) fn refused(self) -> Option<String> {
        let refused = self.session.with(|s| s.refused.clone());
        refused.map(|error| svcpath_core::wording::request_error(&error, self.lang.get()))
    }

    /// Whether the picture shows a gesture that is only tried.
    pub(crate) fn tries(self) -> bool {
        self.session.with_untracked(Session::tries)
    }

    /// Why the last gesture was no edit.
    pub(crate) fn declined(self) -> Option<Refusal> {
        self.session.with(|s| s.declined.clone())
    }

    /// The pods that the last gesture put others in place of.
    pub(crate) fn moved(self) -> Vec<Moved> {
        self.session.with(|s| s.moved.clone())
    }

    /// The break in the text, while the picture shows an earlier version.
    pub(crate) fn broken(self) -> Option<Diagnostic> {
        self.session.with(|s| if s.is_stale() { s.reading.broken().cloned() } else { None })
    }

    /// The Service that the request is about; where several or none are, the first there is.
    pub(crate) fn subject(self) -> Option<ObjectRef> {
        let shown = self.shown.get();
        let reached = shown.as_ref().and_then(|s| s.path().endpoint.as_ref()?.service.clone());
        reached.or_else(|| {
            let key = shown.and_then(|s| s.trace.service.clone());
            self.world.with(|world| {
                let named = |key: &String| {
                    let name = key.rsplit_once(':').map_or(key.as_str(), |(name, _)| name);
                    world.services.iter().find(|service| service.key() == name)
                };
                let found = key.as_ref().and_then(named).or_else(|| world.services.first());
                found.map(|service| service.spec.meta.reference.clone())
            })
        })
    }

    /// How the request reaches its Service.
    pub(crate) fn exposure(self) -> Option<Exposure> {
        let subject = self.subject()?;
        let shown = self.shown.get();
        let passes = |stage| shown.as_ref().is_some_and(|s| s.path().steps().any(|(_, step)| step.stage == stage));
        match shown.as_ref().and_then(|s| s.trace.request.via.as_ref()) {
            Some(Via::Ingress { .. }) => return Some(Exposure::Ingress),
            Some(Via::Gateway { .. }) => return None,
            _ if passes(Stage::Ingress) => return Some(Exposure::Ingress),
            // None of the ways that are on offer.
            _ if passes(Stage::Gateway) => return None,
            _ => {}
        }
        self.world.with(|world| {
            let id = world.find_service(&subject.namespace, &subject.name)?;
            let spec = &world.service(id).spec;
            match spec.kind {
                // It has no address of its own.
                ServiceType::ClusterIp if spec.headless => None,
                ServiceType::ClusterIp => Some(Exposure::ClusterIp),
                ServiceType::NodePort => Some(Exposure::NodePort),
                ServiceType::LoadBalancer => Some(Exposure::LoadBalancer),
                ServiceType::ExternalName => None,
            }
        })
    }

    /// One step on or back. At the end playback starts over.
    pub(crate) fn step_by(self, stride: isize) {
        let last = self.steps.get_untracked().saturating_sub(1);
        let step = self.step.get_untracked().saturating_add_signed(stride).min(last);
        self.dispatch(Command::Play(false));
        self.dispatch(Command::Go { stop: Stop::Step(step), moving: true });
    }

    /// To the first step of the next hop, or of this one or the one before.
    pub(crate) fn hop_by(self, forward: bool) {
        let starts = self.shown.with_untracked(|shown| {
            let hops = shown.iter().flat_map(|s| s.path().hops.iter().chain(&s.path().reply));
            let starts = hops.scan(0, |next, hop| {
                let start = *next;
                *next += hop.steps.len();
                Some(start)
            });
            starts.collect::<Vec<usize>>()
        });
        let step = self.step.get_untracked();
        let target = if forward {
            starts.into_iter().find(|start| *start > step)
        } else {
            starts.into_iter().rev().find(|start| *start < step)
        };
        if let Some(step) = target {
            self.dispatch(Command::Play(false));
            self.dispatch(Command::Go { stop: Stop::Step(step), moving: true });
        }
    }

    pub(crate) fn toggle_play(self) {
        let playing = self.sight.with_untracked(|sight| sight.playing);
        let steps = self.steps.get_untracked();
        if !playing && self.step.get_untracked() + 1 >= steps {
            self.dispatch(Command::Go { stop: Stop::Step(0), moving: false });
        }
        self.dispatch(Command::Play(!playing && steps > 1));
    }

    /// Whether playback stays longer at the shown step: something is rewritten or chosen among several there.
    pub(crate) fn lingers(self) -> bool {
        let rewrites = |decision| matches!(decision, Decision::Dnat | Decision::Snat | Decision::Unnat);
        self.sight.with(|sight| sight.lingers)
            && self.shown.with(|shown| {
                let found = shown.as_ref().and_then(|s| s.path().steps().nth(self.step.get()));
                found.is_some_and(|(_, step)| rewrites(step.decision) || step.candidates.len() > 1)
            })
    }

    /// The node at the shown step, where rules of its kernel can be looked into.
    pub(crate) fn kernel(self) -> Option<String> {
        self.shown.with(|shown| {
            let (hop, _) = shown.as_ref()?.path().steps().nth(self.step.get())?;
            match &hop.at {
                Place::Node(name) => Some(name.clone()),
                _ => None,
            }
        })
    }

    /// Texts from the clipboard or a dropped file, instead of these; the likely routes are shown beside.
    pub(crate) fn load_pasted(self, text: String) {
        self.load_files(Files::single("manifests.yaml", text));
    }

    pub(crate) fn load_files(self, files: Files) {
        self.dispatch(Command::Load { files, origin: Origin::Own, written: None });
        self.dispatch(Command::Show(Some(Tab::Routes)));
    }

    /// Whether the packet is at its last step.
    pub(crate) fn steps_end(self) -> bool {
        self.step.get() + 1 >= self.steps.get()
    }

    pub(crate) fn go_to(self, step: usize) {
        self.dispatch(Command::Play(false));
        self.dispatch(Command::Go { stop: Stop::Step(step), moving: false });
    }

    /// What only those who use the page need.
    pub(crate) fn in_use(self, make: fn() -> AnyView) -> Option<AnyView> {
        self.awake.get().then(make)
    }

    /// What a knob is set to, by the reader, a scenario or default.
    pub(crate) fn knob(self, knob: Knob) -> String {
        self.world.with_untracked(|world| world.knobs.get(knob))
    }

    /// Sets a knob, or says why it does not take the value.
    pub(crate) fn set_knob(self, knob: Knob, value: &str) -> Result<(), String> {
        let tried = Knobs::default().set(knob.as_str(), &[value]);
        tried.map_err(|error| svcpath_core::wording::knob_error(&error, self.lang.get_untracked()))?;
        self.dispatch(Command::Set { knob, value: value.trim().to_owned() });
        Ok(())
    }

    /// The issues that are not told as causes of a failure.
    pub(crate) fn untold(&self) -> Vec<Issue> {
        self.causes.with(|causes| {
            let untold = |issue: &&Issue| match issue {
                Issue::Found(found) => causes.iter().all(|cause| cause.problem != found.problem),
                Issue::Notice(_) => true,
            };
            self.issues.with(|issues| issues.iter().filter(untold).cloned().collect())
        })
    }

    /// How many issues are more than information.
    pub(crate) fn trouble(self) -> usize {
        self.issues.with(|issues| {
            let counts = |issue: &&Issue| match issue {
                Issue::Found(found) => found.severity() != Severity::Info,
                Issue::Notice(notice) => *notice != Notice::Masked,
            };
            issues.iter().filter(counts).count()
        })
    }

    pub(crate) fn unknown_routes(self) -> usize {
        self.routes.with(|routes| routes.iter().filter(|route| route.verdict == Verdict::Unknown).count())
    }

    pub(crate) fn failing_routes(self) -> usize {
        self.routes.with(|routes| routes.iter().filter(|route| fails(route.verdict)).count())
    }
}

/// Rebuilt only when the manifests mean something else than before: comments and white space change nothing here.
fn world(readable: Memo<Same<Reading>>, document: Memo<Same<Document>>) -> Memo<Same<World>> {
    let meaning = Memo::new_with_compare(
        move |_| readable.get(),
        move |old: Option<&Same<Reading>>, new: Option<&Same<Reading>>| match (old, new) {
            (Some(old), Some(new)) => !(old == new || old.means_the_same(new)),
            (None, _) | (_, None) => true,
        },
    );
    let setting = Memo::new(move |_| document.with(|d| d.setting.clone()));
    Memo::new(move |before: Option<&Same<World>>| {
        let before = before.map(|world| &**world);
        Same::new(meaning.with(|reading| setting.with(|setting| reading.world_after(setting, before))))
    })
}

/// The room that a picture is drawn for: on a very large screen a smaller one, which is then magnified.
fn drawn_in((width, height): (f32, f32)) -> (f32, f32) {
    const WIDE: f32 = 1400.0;
    const HIGH: f32 = 800.0;
    const WORTH: f32 = 1.25;
    const MOST: f32 = 2.5;
    let by = (width / WIDE).min(height / HIGH).min(MOST);
    if by < WORTH { (width, height) } else { (width / by, height / by) }
}

/// The store of the page.
pub(crate) fn use_store() -> Store {
    expect_context()
}
