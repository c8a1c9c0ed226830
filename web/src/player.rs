//! Where the packet is in time. Pure: the page's clock comes in, a moment in steps goes out.

/// Movement from one step to the next, at normal speed. Reading time, never latency.
pub(crate) const GLIDE_MS: f64 = 600.0;
/// How long playback rests at a step before it goes on.
const REST_MS: f64 = 350.0;
/// And where there is more to read.
const LINGER_MS: f64 = 1500.0;

/// What a tick of the clock came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tick {
    /// The packet is on its way: paint, and come again.
    Moving,
    /// It rests, and playback waits: come again.
    Resting,
    /// It has rested long enough: playback wants the next step.
    Onward,
    /// Nothing moves.
    Still,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Player {
    /// In steps: 2.5 is half-way from the third to the fourth.
    at: f64,
    goal: usize,
    rested: f64,
    /// There is more to read at the goal.
    pub(crate) lingers: bool,
    pub(crate) playing: bool,
    pub(crate) speed: f64,
}

impl Default for Player {
    fn default() -> Self {
        Self { at: 0.0, goal: 0, rested: 0.0, lingers: false, playing: false, speed: 1.0 }
    }
}

impl Player {
    pub(crate) fn at(&self) -> f64 {
        self.at
    }

    /// Goes to a step: a neighbour is reached by moving, any other at once.
    pub(crate) fn go(&mut self, step: usize, moving: bool) {
        let distance = (step as f64 - self.at).abs();
        self.goal = step;
        self.rested = 0.0;
        if !moving || distance > 1.01 {
            self.at = step as f64;
        }
    }

    /// Lets `elapsed` milliseconds pass.
    pub(crate) fn tick(&mut self, elapsed: f64) -> Tick {
        let goal = self.goal as f64;
        if self.at != goal {
            let stride = elapsed * self.speed / GLIDE_MS;
            let left = goal - self.at;
            self.at = if left.abs() <= stride { goal } else { self.at + stride.copysign(left) };
            return Tick::Moving;
        }
        if !self.playing {
            return Tick::Still;
        }
        self.rested += elapsed * self.speed;
        let rest = if self.lingers { LINGER_MS } else { REST_MS };
        if self.rested < rest { Tick::Resting } else { Tick::Onward }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbour_is_reached_by_moving_and_others_at_once() {
        let mut player = Player::default();
        player.go(1, true);
        assert_eq!(player.tick(150.0), Tick::Moving);
        assert_eq!(player.at(), 0.25);
        player.tick(1000.0);
        assert_eq!(player.at(), 1.0);
        assert_eq!(player.tick(16.0), Tick::Still);
        player.go(7, true);
        assert_eq!(player.at(), 7.0);
        player.go(6, false);
        assert_eq!(player.at(), 6.0);
    }

    #[test]
    fn playback_rests_at_each_step() {
        let mut player = Player { playing: true, speed: 2.0, ..Player::default() };
        assert_eq!(player.tick(100.0), Tick::Resting);
        assert_eq!(player.tick(100.0), Tick::Onward);
        player.lingers = true;
        assert_eq!(player.tick(100.0), Tick::Resting);
    }
}
