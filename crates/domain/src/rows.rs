//! Makes ids UUID columns and `codes!` enums TEXT columns of SeaORM, without any database backend.

use std::sync::Arc;

use sea_orm::{DbErr, TryGetError};

pub use sea_orm;

use crate::code::UnknownCode;

/// Words the failure to read a TEXT column whose word is unknown.
pub fn unknown(error: UnknownCode) -> TryGetError {
    TryGetError::DbErr(DbErr::TryIntoErr { from: "String", into: error.set, source: Arc::new(error) })
}

/// Makes a `codes!` enum a TEXT column.
#[macro_export]
macro_rules! stored_as_text {
    ($name:ident) => {
        const _: () = {
            use $crate::rows::sea_orm;

            impl From<$name> for sea_orm::Value {
                fn from(value: $name) -> Self {
                    value.as_str().into()
                }
            }

            impl sea_orm::TryGetable for $name {
                fn try_get_by<I: sea_orm::ColIdx>(
                    row: &sea_orm::QueryResult,
                    column: I,
                ) -> ::std::result::Result<Self, sea_orm::TryGetError> {
                    let word = <String as sea_orm::TryGetable>::try_get_by(row, column)?;
                    word.parse().map_err($crate::rows::unknown)
                }
            }

            impl sea_orm::sea_query::ValueType for $name {
                fn try_from(value: sea_orm::Value) -> ::std::result::Result<Self, sea_orm::sea_query::ValueTypeErr> {
                    let word = <String as sea_orm::sea_query::ValueType>::try_from(value)?;
                    word.parse().map_err(|_| sea_orm::sea_query::ValueTypeErr)
                }

                fn type_name() -> String {
                    stringify!($name).to_owned()
                }

                fn array_type() -> sea_orm::sea_query::ArrayType {
                    sea_orm::sea_query::ArrayType::String
                }

                fn column_type() -> sea_orm::sea_query::ColumnType {
                    sea_orm::sea_query::ColumnType::Text
                }
            }

            $crate::stored_common!($name, String);
        };
    };
}

/// Makes an id a UUID column, also a primary key.
#[macro_export]
macro_rules! stored_as_uuid {
    ($name:ident) => {
        const _: () = {
            use $crate::rows::sea_orm;

            impl From<$name> for sea_orm::Value {
                fn from(id: $name) -> Self {
                    id.uuid().into()
                }
            }

            impl sea_orm::TryGetable for $name {
                fn try_get_by<I: sea_orm::ColIdx>(
                    row: &sea_orm::QueryResult,
                    column: I,
                ) -> ::std::result::Result<Self, sea_orm::TryGetError> {
                    <::uuid::Uuid as sea_orm::TryGetable>::try_get_by(row, column).map(Self::from)
                }
            }

            impl sea_orm::sea_query::ValueType for $name {
                fn try_from(value: sea_orm::Value) -> ::std::result::Result<Self, sea_orm::sea_query::ValueTypeErr> {
                    <::uuid::Uuid as sea_orm::sea_query::ValueType>::try_from(value).map(Self::from)
                }

                fn type_name() -> String {
                    stringify!($name).to_owned()
                }

                fn array_type() -> sea_orm::sea_query::ArrayType {
                    sea_orm::sea_query::ArrayType::Uuid
                }

                fn column_type() -> sea_orm::sea_query::ColumnType {
                    sea_orm::sea_query::ColumnType::Uuid
                }
            }

            $crate::stored_common!($name, ::uuid::Uuid);
        };
    };
}

/// What both kinds of column need beside.
#[doc(hidden)]
#[macro_export]
macro_rules! stored_common {
    ($name:ident, $raw:ty) => {
        impl sea_orm::sea_query::Nullable for $name {
            fn null() -> sea_orm::Value {
                <$raw as sea_orm::sea_query::Nullable>::null()
            }
        }

        impl sea_orm::IntoActiveValue<$name> for $name {
            fn into_active_value(self) -> sea_orm::ActiveValue<$name> {
                sea_orm::ActiveValue::Set(self)
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> ::std::result::Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use sea_orm::entity::prelude::*;
    use sea_orm::sea_query::ValueType;
    use uuid::Uuid;

    use crate::ids::{IncidentId, MemberId};
    use crate::incident::Priority;

    mod call {
        use super::*;

        #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
        #[sea_orm(table_name = "call")]
        pub struct Model {
            #[sea_orm(primary_key, auto_increment = false)]
            pub incident_id: IncidentId,
            #[sea_orm(primary_key, auto_increment = false)]
            pub priority: Priority,
            pub member_id: Option<MemberId>,
            pub before: Option<Priority>,
        }

        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    }

    #[test]
    fn ids_and_enums_are_columns_of_an_entity() {
        assert_eq!(call::Column::IncidentId.def().get_column_type(), &ColumnType::Uuid);
        assert_eq!(call::Column::Priority.def().get_column_type(), &ColumnType::Text);
        assert!(call::Column::MemberId.def().is_null());
        let id = IncidentId::from(Uuid::from_u128(7));
        assert_eq!(read::<IncidentId>(id.into()), Some(id));
        assert_eq!(read::<Priority>(Priority::P2.into()), Some(Priority::P2));
        assert_eq!(read::<Priority>("P9".into()), None);
        assert_eq!(read::<Option<Priority>>(Option::<Priority>::None.into()), Some(None));
    }

    fn read<T: ValueType>(value: Value) -> Option<T> {
        <T as ValueType>::try_from(value).ok()
    }
}
