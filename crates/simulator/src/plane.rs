//! The town is drawn in metres on a flat plane and put on the globe at the end.

use domain::geo::Point;

/// Metres in one degree of latitude on a sphere of the Earth's mean radius.
const METRES_PER_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

/// A place on the plane: metres east and north of the origin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Spot {
    pub x: f64,
    pub y: f64,
}

impl Spot {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    pub fn plus(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }

    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    pub fn times(self, factor: f64) -> Self {
        Self::new(self.x * factor, self.y * factor)
    }

    /// By the square root, which is exact everywhere, unlike `hypot` of the system's library.
    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    pub fn distance(self, other: Self) -> f64 {
        self.minus(other).length()
    }

    pub fn toward(self, other: Self, share: f64) -> Self {
        self.plus(other.minus(self).times(share))
    }

    /// The same direction with length 1, or east when there is none.
    pub fn unit(self) -> Self {
        let length = self.length();
        if length < 1e-9 { Self::new(1.0, 0.0) } else { self.times(1.0 / length) }
    }

    /// Turned a quarter to the left.
    pub fn left(self) -> Self {
        Self::new(-self.y, self.x)
    }

    pub fn dot(self, other: Self) -> f64 {
        self.x * other.x + self.y * other.y
    }

    pub fn turned(self, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self::new(self.x * cos - self.y * sin, self.x * sin + self.y * cos)
    }
}

/// Where the plane lies on the globe.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    lon: f64,
    lat: f64,
    metres_per_lon: f64,
}

impl Plane {
    pub fn at(lon: f64, lat: f64) -> Self {
        Self { lon, lat, metres_per_lon: METRES_PER_DEGREE * lat.to_radians().cos() }
    }

    /// Puts a place on the globe, rounded to seven decimals (a centimetre), as maps write them.
    pub fn point(self, spot: Spot) -> Point {
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Point { lon: round(self.lon + spot.x / self.metres_per_lon), lat: round(self.lat + spot.y / METRES_PER_DEGREE) }
    }

    pub fn spot(self, point: Point) -> Spot {
        Spot::new((point.lon - self.lon) * self.metres_per_lon, (point.lat - self.lat) * METRES_PER_DEGREE)
    }
}

/// The signed area of a ring, positive when it turns left.
pub(crate) fn area(ring: &[Spot]) -> f64 {
    let doubled: f64 = (0..ring.len())
        .map(|at| {
            let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
            from.x * to.y - to.x * from.y
        })
        .sum();
    doubled / 2.0
}

/// The centre of mass of a ring.
pub(crate) fn centroid(ring: &[Spot]) -> Spot {
    let total = area(ring) * 6.0;
    if total.abs() < 1e-6 {
        return ring.first().copied().unwrap_or_default();
    }
    let sum = (0..ring.len()).fold(Spot::default(), |sum, at| {
        let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
        let cross = from.x * to.y - to.x * from.y;
        sum.plus(from.plus(to).times(cross))
    });
    sum.times(1.0 / total)
}

/// Says whether a ring holds a place (even-odd rule).
pub(crate) fn holds(ring: &[Spot], spot: Spot) -> bool {
    let mut inside = false;
    for at in 0..ring.len() {
        let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
        if (from.y > spot.y) != (to.y > spot.y)
            && spot.x < (to.x - from.x) * (spot.y - from.y) / (to.y - from.y) + from.x
        {
            inside = !inside;
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_has_its_area_and_holds_its_middle() {
        let square = [Spot::new(0.0, 0.0), Spot::new(2.0, 0.0), Spot::new(2.0, 2.0), Spot::new(0.0, 2.0)];
        assert!((area(&square) - 4.0).abs() < 1e-9);
        assert_eq!(centroid(&square), Spot::new(1.0, 1.0));
        assert!(holds(&square, Spot::new(1.5, 0.5)));
        assert!(!holds(&square, Spot::new(2.5, 0.5)));
    }

    #[test]
    fn the_globe_and_back_is_within_centimetres() {
        let plane = Plane::at(107.39, 29.70);
        let spot = Spot::new(4321.5, -1234.25);
        assert!(plane.spot(plane.point(spot)).distance(spot) < 0.02);
    }
}
