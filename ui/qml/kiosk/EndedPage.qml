import QtQuick
import "../components"

// The last page: everything is gone.
Item {
    id: page

    anchors.fill: parent

    EmptyState {
        anchors.centerIn: parent
        width: Math.min(Theme.sizeKioskColumn, parent.width - 2 * Theme.spaceXxl)
        iconName: "circle-check"
        sentence: qsTr("Thank you. Everything of this visit has been erased.")
    }
}
