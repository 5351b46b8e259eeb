//! The snapshot: what lies where, and that it follows the rows.

use domain::geo::Point;
use domain::geo::crs::to_gcj02;
use domain::ids::UnitId;
use domain::member::AreaType;
use platform::problem::Error;
use testkit::bench::on_each_database;

use crate::furniture::{EAST, MARKET, SCHOOL, WEST, id, laid_out, layout};

#[tokio::test]
async fn a_point_is_located_in_its_grid_community_and_unit() {
    on_each_database(async |bench| {
        let (places, _) = laid_out(&bench).await;
        let atlas = places.atlas(bench.station).unwrap();
        let at_school = atlas.locate(Point::new(107.3605, 29.7195)).unwrap();
        assert_eq!((at_school.community, at_school.grid, at_school.unit), (id(WEST), id(202), Some(id(SCHOOL))));
        assert_eq!(at_school.area_type, AreaType::Urban);
        let elsewhere = atlas.locate(Point::new(107.44, 29.66)).unwrap();
        assert_eq!((elsewhere.community, elsewhere.grid, elsewhere.unit), (id(EAST), id(203), None));
        assert_eq!(elsewhere.area_type, AreaType::Remote);
        // Just across the border, where neighbours help: the nearest grid has it.
        let outside = places.locate(bench.station, Point::new(107.455, 29.74)).unwrap();
        assert_eq!(outside.grid, id(204));
        assert!(atlas.serves(id::<UnitId>(MARKET), Point::new(107.41, 29.67)));
        assert!(!atlas.serves(id::<UnitId>(MARKET), Point::new(107.36, 29.72)));
        assert_eq!(atlas.posts_of(id(SCHOOL)).map(|it| it.name.as_str()).collect::<Vec<_>>(), ["小学正门"]);
    })
    .await;
}

#[tokio::test]
async fn a_point_outside_is_refused_with_the_likeliest_mistake() {
    on_each_database(async |bench| {
        let (places, _) = laid_out(&bench).await;
        for (point, code) in [
            (Point::new(29.70, 107.39), "coordinates_swapped"),
            (to_gcj02(Point::new(107.4705, 29.70)), "other_reference_system"),
            (Point::new(106.55, 29.56), "outside_jurisdiction"),
        ] {
            match places.locate(bench.station, point) {
                Err(Error::Refused(refusal)) => assert_eq!(refusal.code.name, code, "{point:?}"),
                other => panic!("{point:?}: {other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_station_is_laid_out_once_and_the_snapshot_follows() {
    on_each_database(async |bench| {
        let places = places::places::Places::load(&bench.app).await.unwrap();
        assert!(places.atlas(bench.station).is_err());
        let follower = tokio::spawn(places.clone().follow());
        tokio::task::yield_now().await;
        places::seed::seed(bench.app.db(), layout(&bench, false)).await.unwrap();
        while places.atlas(bench.station).is_err() {
            tokio::task::yield_now().await;
        }
        let again = places::seed::seed(bench.app.db(), layout(&bench, false)).await;
        assert!(matches!(again, Err(Error::Refused(it)) if it.code.name == "station_exists"));
        follower.abort();
    })
    .await;
}
