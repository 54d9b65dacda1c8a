import QtQuick
import "../components"

// The waiting room: what waits for a decision, then what was accepted and not yet exported.
Column {
    id: list

    required property QtObject staff

    spacing: Theme.spaceM

    EmptyState {
        visible: waiting.count === 0
        width: parent.width
        iconName: "circle-check"
        sentence: qsTr("Nobody is waiting. What a visitor hands over appears here.")
    }

    Repeater {
        id: waiting

        model: list.staff.queue

        HandedCard {
            width: list.width
            staff: list.staff
        }
    }

    Words {
        visible: accepted.count > 0
        width: parent.width
        text: qsTr("Accepted")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Repeater {
        id: accepted

        model: list.staff.accepted

        HandedCard {
            width: list.width
            staff: list.staff
        }
    }

    BigButton {
        objectName: "export"
        visible: list.staff.manager && accepted.count > 0
        iconName: "download"
        text: qsTr("Export for the clinic (FHIR)")
        enabled: !list.staff.working
        onClicked: list.staff.export()
    }
}
