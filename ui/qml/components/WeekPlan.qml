import QtQuick
import QtQuick.Layouts

// Seven days, morning and evening: how far it is, what counts, and the average by its rule.
Column {
    id: week

    required property QtObject coach
    signal ended

    spacing: Theme.spaceM

    Words {
        width: parent.width
        text: qsTr("Seven days, morning and evening")
        font.pixelSize: Theme.typeTitle
        font.bold: true
        Accessible.role: Accessible.Heading
    }

    Words {
        visible: !week.coach.planned
        width: parent.width
        text: qsTr("Two readings every morning and every evening for seven days tell your doctor more than any single one.")
        color: Theme.muted
    }

    BigButton {
        objectName: "plan-start"
        visible: !week.coach.planned || week.coach.plan.finished === true
        iconName: "plus"
        text: qsTr("Start seven days")
        onClicked: week.coach.startPlan()
    }

    Words {
        visible: week.coach.planned
        width: parent.width
        text: week.coach.plan.nextText ?? ""
        font.bold: true
    }

    Meter {
        visible: week.coach.planned
        width: parent.width
        fraction: week.coach.plan.progress ?? 0
    }

    Words {
        visible: week.coach.planned
        width: parent.width
        text: week.coach.plan.summary ?? ""
    }

    GridLayout {
        id: grid

        visible: week.coach.planned
        width: parent.width
        columns: Math.max(1, Math.min(4, Math.floor((width + columnSpacing) / (Theme.columnTile + columnSpacing))))
        columnSpacing: Theme.spaceM
        rowSpacing: Theme.spaceM

        Repeater {
            model: week.coach.days

            PlanDay {
                Layout.preferredWidth: Math.floor((grid.width - (grid.columns - 1) * grid.columnSpacing) / grid.columns)
                Layout.fillHeight: true
            }
        }
    }

    Words {
        visible: week.coach.planned
        width: parent.width
        text: week.coach.plan.mean ?? ""
        font.bold: true
    }

    Words {
        visible: week.coach.planned
        width: parent.width
        text: week.coach.plan.rule ?? ""
        color: Theme.muted
        font.pixelSize: Theme.typeCaption
    }

    BigButton {
        objectName: "plan-end"
        visible: week.coach.planned && week.coach.plan.finished !== true
        kind: "quiet"
        iconName: "x"
        width: Math.min(implicitWidth, parent.width)
        text: qsTr("Give the seven days up")
        onClicked: week.ended()
    }
}
