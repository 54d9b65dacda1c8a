import QtQuick
import QtQuick.Layouts

// How to sit, as many pictures side by side as fit.
GridLayout {
    id: grid

    required property QtObject coach

    columns: Math.max(2, Math.min(4, Math.floor((width + columnSpacing) / (Theme.columnTile + columnSpacing))))
    columnSpacing: Theme.spaceM
    rowSpacing: Theme.spaceM

    Repeater {
        model: grid.coach.postures

        PostureCard {
            Layout.preferredWidth: Math.floor((grid.width - (grid.columns - 1) * grid.columnSpacing) / grid.columns)
            Layout.fillHeight: true
        }
    }
}
